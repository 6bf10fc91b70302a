package dev.unwait.bench;

import dev.unwait.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the daemon itself costs: to start, to talk to, to keep branches in.
final class DaemonBenchmarks {
  private static final int FILES = 1_000;
  private static final int CALLS_PER_ROUND = 20;
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");
  private static final int KIB = 1024;
  private static final int BATCHES = 5;
  private static final int BATCH = 40;
  private static final int BATCH_LARGE = 200;
  private static final int BRANCHES_LARGE = 10_000;

  private DaemonBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "door",
            "door-stdio",
            "an MCP call through `unwait mcp`, beside the socket it leads to",
            Unit.MICROS,
            false,
            DaemonBenchmarks::stdio),
        new Benchmark(
            "idle",
            "idle-memory",
            "memory of an idle branch with a warm shell",
            Unit.MEGABYTES,
            false,
            bed -> idle(bed, bed.count(BATCH))),
        new Benchmark(
            "idle",
            "idle-memory-1000",
            "the same with 1,000 shells at once",
            Unit.MEGABYTES,
            true,
            bed -> idle(bed, BATCH_LARGE)),
        new Benchmark(
            "idle",
            "branches-10000",
            "fork one more branch while up to 10,000 live",
            Unit.MICROS,
            true,
            DaemonBenchmarks::many),
        new Benchmark(
            "start",
            "start",
            "start a daemon in an empty home, to its first answer",
            Unit.MILLIS,
            false,
            DaemonBenchmarks::start));
  }

  private static Rounds start(Bed bed) throws IOException, InterruptedException {
    var unwait =
        new Contender(
            "unwait",
            1,
            () -> {
              var home = bed.scratch("home");
              long start = System.nanoTime();
              try (var running = bed.daemons().start(home);
                  var door = running.socket("bench")) {
                door.call("branches", Json.EMPTY);
                return System.nanoTime() - start;
              }
            });
    return Contest.run(unwait, List.of(), bed.pace(12, 6), bed::note);
  }

  private static Rounds stdio(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    var arguments = Json.object().put("branch", branch).put("command", ":").build();
    var command = bed.daemons().stdio(bed.folder().resolve("home"));
    try (var stdio = new StdioDoor(bed.programs().start(bed.folder(), command))) {
      var unwait = Contender.of("unwait", CALLS_PER_ROUND, () -> stdio.call("run", arguments));
      var socket = Contender.of(Peers.SOCKET, CALLS_PER_ROUND, () -> agent.call("run", arguments));
      return Contest.run(unwait, List.of(socket), bed.pace(6, 40), bed::note);
    } finally {
      agent.discard(branch);
    }
  }

  /// Takes what the machine has left before and after each batch.
  private static Rounds idle(Bed bed, int batch) throws IOException, InterruptedException {
    var trunk = bed.trunk(bed.repository("tree", FILES));
    var agent = bed.agent();
    var branches = new ArrayList<String>();
    double[] each = new double[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      long before = available();
      for (var branch : agent.fork(trunk, batch)) {
        branches.add(branch);
        agent.run(branch, "cd . && marker=" + branches.size());
      }
      each[i] = (double) (before - available()) / batch;
    }
    bed.note(branches.size() + " branches and shells at once; daemon and kernel included");
    for (var branch : branches) {
      agent.discard(branch);
    }
    return Rounds.alone(each);
  }

  private static Rounds many(Bed bed) throws IOException, InterruptedException {
    var trunk = bed.trunk(bed.repository("tree", FILES));
    var agent = bed.agent();
    var branches = new ArrayList<String>();
    double[] spent = new double[BRANCHES_LARGE];
    for (int i = 0; i < BRANCHES_LARGE; i++) {
      spent[i] = Contender.nanos(() -> branches.add(agent.fork(trunk)));
    }
    long before = available();
    for (var branch : branches) {
      agent.discard(branch);
    }
    bed.note("memory given back: " + (available() - before) / KIB / KIB + " MiB");
    return Rounds.alone(spent);
  }

  private static long available() throws IOException {
    var found = AVAILABLE.matcher(Machine.proc("meminfo"));
    if (!found.find()) {
      throw new IOException("/proc/meminfo has no MemAvailable");
    }
    return Long.parseLong(found.group(1)) * KIB;
  }
}
