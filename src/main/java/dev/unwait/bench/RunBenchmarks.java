package dev.unwait.bench;

import dev.unwait.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Running a command that does nothing: what is left is the way there and back.
final class RunBenchmarks {
  private static final String GROUP = "run";
  private static final int FILES = 1_000;
  private static final int RUNS_PER_ROUND = 20;
  private static final int SPAWNS_PER_ROUND = 3;

  private RunBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            GROUP,
            "run-overhead",
            "run a shell builtin: what the daemon adds to the shell's own work",
            Unit.MICROS,
            false,
            bed -> byTheClock(bed, "overhead_p50_ms", false)),
        new Benchmark(
            GROUP,
            "run-builtin",
            "run a shell builtin, from arrival to answer within the daemon",
            Unit.MICROS,
            false,
            bed -> byTheClock(bed, "p50_ms", true)),
        new Benchmark(
            GROUP,
            "run-mcp",
            "run a shell builtin, a whole MCP call through the socket",
            Unit.MICROS,
            false,
            RunBenchmarks::throughSocket));
  }

  private static Rounds throughSocket(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    var unwait = Contender.of("unwait", RUNS_PER_ROUND, () -> agent.attempt(branch, ":"));
    var rounds = Contest.run(unwait, peers(bed, repository), bed.pace(8, 40), bed::note);
    agent.discard(branch);
    return rounds;
  }

  /// The calls of each round come under a name of their own, by which the daemon's report tells
  /// them apart.
  private static Rounds byTheClock(Bed bed, String figure, boolean beside)
      throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var branch = bed.agent().fork(bed.trunk(repository));
    var names = new AtomicInteger();
    var unwait =
        new Contender(
            "unwait",
            1,
            () -> {
              var name = figure + "-" + names.incrementAndGet();
              try (var agent = new Agent(bed.daemon().socket(name))) {
                for (int i = 0; i < RUNS_PER_ROUND; i++) {
                  agent.attempt(branch, ":");
                }
              }
              return reported(bed.agent(), name, figure);
            });
    bed.note("each value is the median of " + RUNS_PER_ROUND + " calls by the daemon's own clock");
    var peers = beside ? peers(bed, repository) : List.<Contender>of();
    var rounds = Contest.run(unwait, peers, bed.pace(6, 40), bed::note);
    bed.agent().discard(branch);
    return rounds;
  }

  /// A figure of an agent's calls, in nanoseconds.
  private static double reported(Agent agent, String name, String figure) throws IOException {
    var report = agent.call("report", Json.object().put("since", "2m").build());
    for (var row : report.items("agents")) {
      if (row.text("name").filter(name::equals).isPresent()
          && row.member(figure) instanceof Json.Real(double millis)) {
        return Unit.MILLIS.raw(millis);
      }
    }
    throw new IOException("the report has no " + figure + " of " + name + ": " + report);
  }

  static List<Contender> peers(Bed bed, Repository repository) {
    var peers = new ArrayList<Contender>();
    var folder = repository.folder();
    var programs = bed.programs();
    peers.add(
        Contender.of(Peers.BASH, SPAWNS_PER_ROUND, () -> programs.run(folder, "bash", "-c", ":")));
    if (Programs.exists("bwrap")) {
      var command =
          List.of(
              "bwrap",
              "--ro-bind",
              "/",
              "/",
              "--dev",
              "/dev",
              "--proc",
              "/proc",
              "--unshare-pid",
              "--unshare-ipc",
              "--die-with-parent",
              "--bind",
              folder.toString(),
              folder.toString(),
              "--chdir",
              folder.toString(),
              "bash",
              "-c",
              ":");
      peers.add(Contender.of(Peers.BWRAP, SPAWNS_PER_ROUND, () -> programs.run(folder, command)));
    } else {
      bed.note(Peers.BWRAP + ": not installed");
    }
    return peers;
  }
}
