package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.Hello;
import dev.unwait.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `rehearse`: does what starts do, so that the JVM can record what they load and link. The
/// launcher calls it after a build, twice: `--daemon-cache FILE` starts a daemon that records, and
/// without it a command line that is recorded makes typical calls to that daemon and ends it.
final class RehearseCommand implements Command {
  static final String NAME = "rehearse";
  private static final String DAEMON_CACHE = "--daemon-cache";

  /// What is called, in this order, on a small tree of files.
  private static final List<List<String>> CALLS =
      List.of(
          List.of("import", ".", "--as", "tree"),
          List.of("fork", "--name", "a"),
          List.of("fork", "--from", "a", "--count", "2"),
          List.of("branches"),
          List.of("run", "-b", "a", "--", "echo hello >b.txt; cat b.txt; false"),
          List.of("read", "-b", "a", "b.txt:1"),
          List.of("edit", "-b", "a", "a.txt", "--old", "one", "--new", "two"),
          List.of("search", "-b", "a", "hello"),
          List.of("diff", "a"),
          List.of("batch", "batch.json", "--json"),
          List.of("commit", "a"),
          List.of("discard", "a"),
          List.of("projects", "--json"),
          List.of("report"),
          List.of("doctor"),
          List.of("fork", "--from", "nowhere"),
          List.of("fork", "--wrong"),
          List.of("fork", "--help"),
          List.of("--help"),
          List.of("status"),
          List.of("down"));

  private static final List<String> LAST = CALLS.getLast();

  /// Tools and their arguments; one round of what an agent does in a branch.
  private static final List<List<String>> ROUND =
      List.of(
          List.of("fork", "{\"name\":\"p\"}"),
          List.of("run", "{\"branch\":\"p\",\"command\":\"pwd\"}"),
          List.of("read", "{\"branch\":\"p\",\"files\":[{\"path\":\"a.txt\"}]}"),
          List.of(
              "edit",
              "{\"branch\":\"p\",\"edits\":[{\"path\":\"c.txt\",\"content\":\"one\\ntwo\\n\"}]}"),
          List.of("run", "{\"branch\":\"p\",\"command\":\":\"}"),
          List.of("search", "{\"branch\":\"p\",\"pattern\":\"two\"}"),
          List.of("fork", "{\"from\":\"p\",\"name\":\"q\"}"),
          List.of("run", "{\"branch\":\"p\",\"command\":\"cat c.txt\"}"),
          List.of("diff", "{\"branch\":\"p\"}"),
          List.of("discard", "{\"branch\":\"p\",\"recursive\":true}"));

  private static final int ROUNDS = 300;
  private static final long PRACTICE_NANOS_MAX = 8_000_000_000L;

  private final Commands commands;

  RehearseCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(NAME, "Record what quick starts need; for the launcher.")
        .addOption(Options.text(DAEMON_CACHE, "FILE", "Start a daemon that records into it."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    if (Options.value(parsed, Options.HOME).isEmpty()) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), "--home is needed: a folder that is thrown away");
    }
    var cache = Options.value(parsed, DAEMON_CACHE);
    if (cache.isPresent()) {
      surroundings
          .launch()
          .startRecording(
              surroundings.home(),
              UpCommand.foreground(surroundings, List.of()),
              Path.of(cache.get()));
      return ExitCode.DONE;
    }
    Path tree = Files.createDirectories(surroundings.home().folder().resolve("tree"));
    Files.writeString(tree.resolve("a.txt"), "one\n");
    Files.writeString(
        tree.resolve("batch.json"),
        "[{\"tool\":\"branches\",\"arguments\":{\"project\":\"tree\"}}]");
    Commands quiet = commands.on(quiet(tree));
    for (List<String> call : CALLS) {
      if (call.equals(LAST)) {
        practise(surroundings, tree);
      }
      var line = new ArrayList<>(List.of(Options.HOME, surroundings.home().folder().toString()));
      line.addAll(call);
      quiet.run(line.toArray(String[]::new)); // However it ends: more or less is recorded.
    }
    return ExitCode.DONE;
  }

  /// Has the daemon do over and over what agents have it do most, so that the JVM also records what
  /// is worth compiling.
  private static void practise(Surroundings surroundings, Path tree)
      throws IOException, InterruptedException {
    var hello = new Hello("cli", NAME, tree, false);
    long end = System.nanoTime() + PRACTICE_NANOS_MAX;
    try (var client = DaemonClient.connect(surroundings.home(), hello)) {
      for (int i = 0; i < ROUNDS && System.nanoTime() < end; i++) {
        for (var call : ROUND) {
          client.call(call.get(0), Json.parse(call.get(1)), (_, _, _) -> {});
        }
      }
    }
  }

  private static Terminal quiet(Path folder) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var nothing = new ByteArrayInputStream(new byte[0]);
    return new Terminal(nothing, nowhere, nowhere, false, System::getenv, folder);
  }
}
