package dev.unwait.cli;

import static dev.unwait.mcp.TestTools.tool;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.json.Json;
import dev.unwait.mcp.TestTools.Nothing;
import dev.unwait.mcp.TestTools.Words;
import dev.unwait.testing.SocketDaemon;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole command lines against a socket: what goes to which stream, and how they end.
@NullMarked
class CommandsIT {
  private static final long WAIT_SECONDS_MAX = 20;

  record Row(String name, long size, @Nullable String note) {}

  record Rows(List<Row> rows, boolean whole) {}

  record Ran(long exit, String stdout, String stderr, String output, boolean truncated) {}

  record Command(String branch, String command) {}

  record Verdict(String verdict) {}

  record Conflict(String path) {}

  record Outcome(List<Conflict> conflicts) {}

  @TempDir Path folder;

  private final CountDownLatch started = new CountDownLatch(1);
  private SocketDaemon daemon;
  private List<Tool<?, ?>> tools = List.of();

  @BeforeEach
  void start() throws IOException {
    tools = tools();
    daemon = SocketDaemon.start(folder, tools);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private List<Tool<?, ?>> tools() {
    return List.of(
        tool("echo", Words.class, Words.class, (words, _) -> words),
        tool(
            "refuse",
            Words.class,
            Words.class,
            (words, _) -> {
              var kind = Refusal.Kind.valueOf(words.text());
              throw new RefusalException(new Refusal(kind, "do it", "it cannot be", "Wait"));
            }),
        tool(
            "rows",
            Nothing.class,
            Rows.class,
            (_, _) ->
                new Rows(List.of(new Row("long name", 7, null), new Row("b", 12345, "new")), true)),
        tool(
            "run",
            Command.class,
            Ran.class,
            (command, _) -> new Ran(7, command.command() + "\n", "oops\n", "o-1", true)),
        tool("check", Words.class, Verdict.class, (words, _) -> new Verdict(words.text())),
        tool("commit", Nothing.class, Outcome.class, (_, _) -> conflicts()),
        tool("status", Nothing.class, Words.class, (_, _) -> new Words("fine")),
        tool(
            "hang",
            Nothing.class,
            Nothing.class,
            (nothing, _) -> {
              started.countDown();
              new CountDownLatch(1).await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
              return nothing;
            }));
  }

  private static Outcome conflicts() {
    return new Outcome(List.of(new Conflict("a.txt")));
  }

  private Ended run(String line) throws InterruptedException {
    return run(folder, line);
  }

  private Ended run(Path home, String line) throws InterruptedException {
    List<ToolSpec<?, ?>> specs = new ArrayList<>();
    tools.forEach(tool -> specs.add(tool.spec()));
    return Ended.of(specs, folder, "--home " + home + " " + line);
  }

  @Test
  void jsonIsTheStructuredAnswerAndNothingElse() throws InterruptedException {
    var ended = run("echo --text ä --json");

    assertThat(ended).isEqualTo(new Ended(0, "{\"text\":\"ä\"}\n", ""));
    assertThat(run("--json echo --text ä")).isEqualTo(ended);
  }

  @Test
  void peopleGetTables() throws InterruptedException {
    assertThat(run("rows"))
        .isEqualTo(
            new Ended(
                0,
                """
                rows
                  NAME        SIZE  NOTE
                  long name      7
                  b          12345  new
                whole  yes
                """,
                ""));
  }

  @Test
  void runKeepsTheStreamsApartAndEndsAsItsCommandDid() throws InterruptedException {
    assertThat(run("run -b x -- make all"))
        .isEqualTo(
            new Ended(
                7, "make all\n", "oops\nunwait: shortened; page through it: unwait output o-1\n"));
    assertThat(run("run -b x --json -- make").exit()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"pass, 0", "fail, 1", "error, 1"})
  void aVerdictThatIsNoPassIsANo(String verdict, int exit) throws InterruptedException {
    assertThat(run("check --text " + verdict).exit()).isEqualTo(exit);
  }

  @Test
  void conflictsAreANo() throws InterruptedException {
    assertThat(run("commit")).isEqualTo(new Ended(1, "PATH\na.txt\n", ""));
  }

  @ParameterizedTest
  @EnumSource(Refusal.Kind.class)
  void aRefusalIsSaidToPeopleAndGivenToPrograms(Refusal.Kind kind) throws InterruptedException {
    var people = run("refuse --text " + kind);
    var programs = run("refuse --json --text " + kind);

    assertThat(people.exit()).isEqualTo(ExitCode.of(kind)).isBetween(1, 4);
    assertThat(people.out()).isEmpty();
    assertThat(people.err()).isEqualTo("unwait: do it: it cannot be. Wait\n");
    assertThat(programs.err()).isEmpty();
    assertThat(programs.out())
        .isEqualTo(
            "{\"error\":{\"kind\":\"%s\",\"attempted\":\"do it\",\"why\":\"it cannot be\",\"next\":\"Wait\"}}\n"
                .formatted(kind.name().toLowerCase(Locale.ROOT)));
  }

  @Test
  void wrongUseIsExplained() throws InterruptedException {
    var command = run("eco --text a");
    var option = run("echo --txt a");

    assertThat(command.exit()).isEqualTo(2);
    assertThat(command.err()).contains("'eco'", "unwait echo", "see: unwait --help");
    assertThat(option.exit()).isEqualTo(2);
    assertThat(option.err()).contains("'--txt'", "see: unwait echo --help");
    assertThat(run("").exit()).isEqualTo(2);
    assertThat(run("echo").err()).contains("missing: --text");
    assertThat(run("up --http 99999").err()).contains("--http: a port from 0 to 65535");
  }

  @Test
  void statusSaysThatNoDaemonRuns() throws IOException, InterruptedException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(run("status").out()).isEqualTo("text  fine\n");
    assertThat(run(empty, "status").exit()).isEqualTo(3);
    assertThat(run(empty, "status").err()).contains("no daemon runs on " + empty, "unwait up");
    assertThat(run(empty, "status --json"))
        .isEqualTo(new Ended(3, "{\"running\":false,\"home\":\"" + empty + "\"}\n", ""));
    assertThat(run(empty, "down"))
        .isEqualTo(new Ended(0, "", "unwait: no daemon runs on " + empty + "\n"));
  }

  @Test
  void aDaemonThatDiesInTheMiddleIsSaidToBeGone() throws Exception {
    var killer =
        CompletableFuture.runAsync(() -> {
          try {
            started.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            daemon.die();
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });

    var ended = run("hang --json");

    killer.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.err()).contains("went away");
    assertThat(Json.parse(ended.out()).at("/error/kind")).contains(Json.of("unavailable"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help", "echo --help", "help echo", "up -h", "--version"})
  void helpGoesToStandardOutput(String line) throws InterruptedException {
    var ended = run(line);

    assertThat(ended.exit()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("unwait").doesNotContain("rehearse");
  }

  @Test
  void bashUnderstandsTheCompletionScript() throws Exception {
    var ended = run("completion bash");
    Path script = Files.writeString(folder.resolve("completion.bash"), ended.out());

    var check =
        new ProcessBuilder(
                "bash",
                "-c",
                "bash -n \"$1\" && . \"$1\" && complete -p unwait",
                "-",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);

    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).contains("unwait");
    assertThat(ended.out()).contains("--text", "--foreground");
    assertThat(run("completion fish").exit()).isEqualTo(2);
  }
}
