package dev.unwait.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Reading and editing one file through the tools, and what commands find beneath them in a branch.
final class FileBenchmarks {
  private static final String GROUP = "file";
  private static final int FILES = 1_000;
  private static final int CALLS_PER_ROUND = 20;
  private static final int COMMANDS_PER_ROUND = 2;
  private static final int NAMES = 200;

  private FileBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            GROUP,
            "read-small",
            "read a small file, a whole MCP call through the socket",
            Unit.MICROS,
            false,
            FileBenchmarks::read),
        new Benchmark(
            GROUP,
            "edit-small",
            "replace a text in a small file, a whole MCP call through the socket",
            Unit.MICROS,
            false,
            FileBenchmarks::edit),
        command("file-read", "cat every file of 1,000", "find . -name '*.java' -exec cat {} +"),
        command(
            "file-stat", "find and stat every file of 1,000", "find . -type f -printf '%s %T@\\n'"),
        command(
            "file-write",
            "write 300 new files and remove them",
            "mkdir w && for i in {1..300}; do echo $i > w/$i; done && rm -r w"));
  }

  private static Rounds read(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    var names = new Turn(repository.names(NAMES));
    var unwait = Contender.of("unwait", CALLS_PER_ROUND, () -> agent.read(branch, names.next()));
    var cat =
        Contender.of("cat", 1, () -> bed.programs().run(repository.folder(), "cat", names.next()));
    var rounds = Contest.run(unwait, List.of(cat), bed.pace(5, 40), bed::note);
    agent.discard(branch);
    return rounds;
  }

  /// Counts upwards in a file of its own.
  private static Rounds edit(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    var text = "class Count {\n" + "  // Nothing to see.\n".repeat(100) + "  int at = 0;\n}\n";
    agent.write(branch, List.of("Count.java"), text);
    var own = bed.scratch("edit");
    Files.writeString(own.resolve("Count.java"), text);
    var at = new int[2];
    var unwait =
        Contender.of(
            "unwait",
            CALLS_PER_ROUND,
            () -> agent.edit(branch, "Count.java", "at = " + at[0] + ";", "at = " + ++at[0] + ";"));
    var sed =
        Contender.of(
            "sed -i",
            1,
            () ->
                bed.programs()
                    .run(
                        own,
                        "sed",
                        "-i",
                        "s/at = " + at[1] + ";/at = " + ++at[1] + ";/",
                        "Count.java"));
    var rounds = Contest.run(unwait, List.of(sed), bed.pace(5, 40), bed::note);
    agent.discard(branch);
    return rounds;
  }

  private static Benchmark command(String name, String what, String command) {
    return new Benchmark(
        GROUP, name, what + ", in a branch", Unit.MILLIS, false, bed -> compare(bed, command));
  }

  /// The same command in a branch's warm shell and in a warm bash on a native copy.
  private static Rounds compare(Bed bed, String command) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    try (var bash = WarmBash.in(repository.folder(), bed.programs())) {
      var unwait = Contender.of("unwait", COMMANDS_PER_ROUND, () -> agent.run(branch, command));
      var peer = Contender.of(Peers.NATIVE, COMMANDS_PER_ROUND, () -> bash.run(command));
      bed.note("native: the same command in a warm bash on the file system itself");
      return Contest.run(unwait, List.of(peer), bed.pace(8, 20), bed::note);
    } finally {
      agent.discard(branch);
    }
  }

  /// Things taken in turn, for ever.
  private static final class Turn {
    private final List<String> items;
    private int at;

    Turn(List<String> items) {
      this.items = items;
    }

    String next() {
      return items.get(at++ % items.size());
    }
  }
}
