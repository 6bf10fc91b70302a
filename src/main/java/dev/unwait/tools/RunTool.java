package dev.unwait.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.shell.Excerpt;
import dev.unwait.shell.RunRequest;
import dev.unwait.shell.Shells;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Branches;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a command in a warm shell of a branch.
public final class RunTool implements Tool<RunTool.Input, RunTool.Output> {
  public record Input(
      String branch,
      @Doc("for bash; cwd, variables and functions stay from call to call") String command,
      @Doc(value = "ends it with all it started", min = 1, max = 86_400_000)
          @Nullable Long timeoutMs,
      @Doc(value = "go on without waiting; gives a job", byDefault = "false") boolean background,
      @Doc("what it can read") @Nullable String stdin,
      @Doc(value = "one of several shells of the branch", byDefault = "main", min = 1, max = 64)
          String shell) {}

  public record Output(
      @Nullable Integer exit,
      @Nullable String stdout,
      @Nullable String stderr,
      @Doc("handle of all it printed") @Nullable String output,
      @Nullable Boolean truncated,
      @Nullable String cwd,
      @Doc("of the command itself") @Nullable Double millis,
      @Doc("the bound that ended it") @Nullable String stopped,
      @Doc("where stdout is not UTF-8") @Nullable String stdoutBase64,
      @Nullable String stderrBase64,
      @Nullable List<String> notes,
      @Nullable String job) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "run",
          "Run a command in a warm shell standing in the branch.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.AGENTS,
          List.of("branch", "command"));

  private final Branches branches;
  private final Shells shells;

  public RunTool(Branches branches, Shells shells) {
    this.branches = branches;
    this.shells = shells;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException, InterruptedException {
    var branch = branches.find(input.branch());
    call.branch(branch.toString());
    var timeout = input.timeoutMs();
    var stdin = input.stdin();
    var request =
        new RunRequest(
            input.command(),
            timeout == null ? null : Duration.ofMillis(timeout),
            stdin == null ? null : stdin.getBytes(UTF_8),
            input.shell());
    if (input.background()) {
      return started(shells.start(branch, request));
    }
    var result = shells.run(branch, request);
    call.executed(result.nanos());
    return new Output(
        result.exit(),
        result.stdout().text(),
        result.stderr().text(),
        result.output(),
        result.truncated(),
        result.cwd(),
        Math.round(result.nanos() / 1_000.0) / 1_000.0,
        result.stopped(),
        bytes(result.stdout()),
        bytes(result.stderr()),
        result.notes().isEmpty() ? null : result.notes(),
        null);
  }

  private static Output started(String job) {
    return new Output(null, null, null, null, null, null, null, null, null, null, null, job);
  }

  private static @Nullable String bytes(Excerpt excerpt) {
    return excerpt.utf8() ? null : Base64.getEncoder().encodeToString(excerpt.bytes());
  }
}
