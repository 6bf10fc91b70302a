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
        tool("read-small", "read a small file, within the daemon", bed -> read(bed, true)),
        tool("read-mcp", "read a small file, a whole MCP call", bed -> read(bed, false)),
        tool(
            "edit-small",
            "replace a text in a small file, within the daemon",
            bed -> edit(bed, true)),
        tool(
            "edit-mcp",
            "replace a text in a small file, a whole MCP call",
            bed -> edit(bed, false)),
        command("file-read", "cat every file of 1,000", "find . -name '*.java' -exec cat {} +"),
        command(
            "file-stat", "find and stat every file of 1,000", "find . -type f -printf '%s %T@\\n'"),
        command(
            "file-write",
            "write 300 new files and remove them",
            "mkdir w && for i in {1..300}; do echo $i > w/$i; done && rm -r w"));
  }

  private static Benchmark tool(String name, String what, Benchmark.Work work) {
    return new Benchmark(GROUP, name, what, Unit.MICROS, false, work);
  }

  private static Rounds read(Bed bed, boolean within) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var branch = bed.agent().fork(bed.trunk(repository));
    var names = new Turn(repository.names(NAMES));
    var unwait = contender(bed, within, agent -> agent.read(branch, names.next()));
    var cat =
        Contender.of("cat", 1, () -> bed.programs().run(repository.folder(), "cat", names.next()));
    var rounds = Contest.run(unwait, List.of(cat), bed.pace(5, 40), bed::note);
    bed.agent().discard(branch);
    return rounds;
  }

  /// Counts upwards in a file of its own.
  private static Rounds edit(Bed bed, boolean within) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var branch = bed.agent().fork(bed.trunk(repository));
    var text = "class Count {\n" + "  // Nothing to see.\n".repeat(100) + "  int at = 0;\n}\n";
    bed.agent().write(branch, List.of("Count.java"), text);
    var own = bed.scratch("edit");
    Files.writeString(own.resolve("Count.java"), text);
    var ours = new Count();
    var theirs = new Count();
    var unwait =
        contender(bed, within, agent -> agent.edit(branch, "Count.java", ours.now(), ours.next()));
    var sed =
        Contender.of(
            "sed -i",
            1,
            () -> {
              var change = "s/" + theirs.now() + "/" + theirs.next() + "/";
              bed.programs().run(own, "sed", "-i", change, "Count.java");
            });
    var rounds = Contest.run(unwait, List.of(sed), bed.pace(5, 40), bed::note);
    bed.agent().discard(branch);
    return rounds;
  }

  private static Contender contender(Bed bed, boolean within, DaemonClock.Work work)
      throws IOException, InterruptedException {
    if (within) {
      return new DaemonClock(bed, CALLS_PER_ROUND).contender(DaemonClock.WHOLE, work);
    }
    var agent = bed.agent();
    return Contender.of("unwait", CALLS_PER_ROUND, () -> work.call(agent));
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

  /// A number in a file.
  private static final class Count {
    private int at;

    String now() {
      return "at = " + at + ";";
    }

    String next() {
      return "at = " + ++at + ";";
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
