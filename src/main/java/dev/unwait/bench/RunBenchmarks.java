package dev.unwait.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
            bed -> byTheClock(bed, DaemonClock.OVERHEAD, false)),
        new Benchmark(
            GROUP,
            "run-builtin",
            "run a shell builtin, from arrival to answer within the daemon",
            Unit.MICROS,
            false,
            bed -> byTheClock(bed, DaemonClock.WHOLE, true)),
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

  private static Rounds byTheClock(Bed bed, String figure, boolean beside)
      throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var branch = bed.agent().fork(bed.trunk(repository));
    var clock = new DaemonClock(bed, RUNS_PER_ROUND);
    var unwait = clock.contender(figure, agent -> agent.attempt(branch, ":"));
    var peers = beside ? peers(bed, repository) : List.<Contender>of();
    var rounds = Contest.run(unwait, peers, bed.pace(6, 40), bed::note);
    bed.agent().discard(branch);
    return rounds;
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
