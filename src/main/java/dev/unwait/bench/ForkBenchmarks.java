package dev.unwait.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Making a branch, with and without a shell in it, of trees of several sizes and states.
final class ForkBenchmarks {
  private static final String GROUP = "fork";
  private static final int SMALL = 1_000;
  private static final int MEDIUM = 11_000;
  private static final int LARGE = 50_000;
  private static final int FORKS_PER_ROUND = 5;
  private static final int BURST = 8;
  private static final int DIRTY_FORKS_MAX = 20;

  /// Agents think between forks; the pool of shells is filled up in that time.
  private static final long THINKING_NANOS = 150_000_000;

  private static final int WAKING_CALLS = 20;

  private ForkBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        shell("fork-shell-1k", SMALL, false),
        shell("fork-shell-11k", MEDIUM, false),
        shell("fork-shell-50k", LARGE, true),
        dirty("fork-dirty-10", 10),
        dirty("fork-dirty-1000", 1000),
        new Benchmark(
            GROUP,
            "fork-burst",
            "8 forks at once, a shell in each answers: the time of one",
            Unit.MILLIS,
            false,
            ForkBenchmarks::burst),
        new Benchmark(
            GROUP,
            "fork-only",
            "fork a branch of 11k files, no shell yet",
            Unit.MICROS,
            false,
            ForkBenchmarks::only));
  }

  private static Benchmark shell(String name, int files, boolean large) {
    var what = String.format("fork %,d files; a warm shell there answers pwd", files);
    return new Benchmark(GROUP, name, what, Unit.MILLIS, large, bed -> forkShell(bed, files));
  }

  private static Benchmark dirty(String name, int changed) {
    var what =
        String.format("fork a branch with %,d unsaved files and a shell; pwd in the fork", changed);
    return new Benchmark(GROUP, name, what, Unit.MILLIS, false, bed -> forkDirty(bed, changed));
  }

  private static Rounds forkShell(Bed bed, int files) throws IOException, InterruptedException {
    var repository = bed.repository("tree", files);
    var trunk = bed.trunk(repository);
    var agent = bed.agent();
    warmUp(bed, () -> forkAndAsk(agent, trunk));
    var unwait = new Contender("unwait", FORKS_PER_ROUND, () -> afterThought(agent, trunk));
    bed.note("Unwait: two calls through the socket, fork and run; the peers only make the tree");
    bed.note("150 ms between forks, in which the pool of warm shells is filled up");
    bed.note("after each peer the disk is synced, so that nobody pays for another's writes");
    return Contest.run(unwait, new Peers(bed, repository).trees(), bed.pace(15, 5), bed::note);
  }

  /// Without pauses, unlike what is measured.
  private static void warmUp(Bed bed, Contender.Timed work)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + bed.pace(1, 1).warmUp().toNanos();
    while (System.nanoTime() < end) {
      work.once();
    }
  }

  private static double afterThought(Agent agent, String from) throws IOException {
    LockSupport.parkNanos(THINKING_NANOS);
    wake(agent, from);
    return forkAndAsk(agent, from);
  }

  /// After a pause a virtual processor takes a while to come back, for whatever is run on it; that
  /// is not what is measured here.
  private static void wake(Agent agent, String branch) throws IOException {
    for (int i = 0; i < WAKING_CALLS; i++) {
      agent.run(branch, ":");
    }
  }

  private static double forkAndAsk(Agent agent, String from) throws IOException {
    long start = System.nanoTime();
    var branch = agent.fork(from);
    agent.run(branch, "pwd");
    double spent = System.nanoTime() - start;
    agent.discard(branch);
    return spent;
  }

  /// More at once than shells stand ready.
  private static Rounds burst(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", SMALL);
    var trunk = bed.trunk(repository);
    var agent = bed.agent();
    var unwait =
        new Contender(
            "unwait",
            1,
            () -> {
              long start = System.nanoTime();
              var branches = agent.fork(trunk, BURST);
              for (var branch : branches) {
                agent.run(branch, "pwd");
              }
              double spent = System.nanoTime() - start;
              for (var branch : branches) {
                agent.discard(branch);
              }
              return spent / BURST;
            });
    bed.note("more than stand ready, so that most shells are started within the time");
    return Contest.run(
        unwait, List.of(new Peers(bed, repository).worktree()), bed.pace(6, 10), bed::note);
  }

  private static Rounds only(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", MEDIUM);
    var trunk = bed.trunk(repository);
    var agent = bed.agent();
    var unwait =
        new Contender(
            "unwait",
            FORKS_PER_ROUND,
            () -> {
              long start = System.nanoTime();
              var branch = agent.fork(trunk);
              double spent = System.nanoTime() - start;
              agent.discard(branch);
              return spent;
            });
    var mount = new Peers(bed, repository).mount();
    return Contest.run(unwait, List.of(mount), bed.pace(6, 20), bed::note);
  }

  /// Each fork freezes what was written before it, so files are written again before the next one;
  /// the parent is replaced before its layers pile up.
  private static Rounds forkDirty(Bed bed, int changed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", SMALL);
    var trunk = bed.trunk(repository);
    var parent = new Dirty(bed.agent(), trunk, changed);
    var unwait = new Contender("unwait", 2, parent::afterThought);
    warmUp(bed, parent::forkAndAsk);
    var copy = new Peers(bed, repository).copy(Peers.COPY, "-a");
    bed.note("cp -a stands for the peers: git worktree leaves uncommitted files behind");
    return Contest.run(unwait, List.of(copy), bed.pace(10, 10), bed::note);
  }

  /// A branch in which files are written between forks.
  private static final class Dirty {
    private final Agent agent;
    private final String trunk;
    private final List<String> paths;
    private String branch = "";
    private int forks;
    private long thinkingNanos;

    Dirty(Agent agent, String trunk, int files) {
      this.agent = agent;
      this.trunk = trunk;
      paths = IntStream.range(0, files).mapToObj(i -> "unsaved/file" + i + ".txt").toList();
    }

    double afterThought() throws IOException {
      thinkingNanos = THINKING_NANOS;
      return forkAndAsk();
    }

    double forkAndAsk() throws IOException {
      if (forks++ % DIRTY_FORKS_MAX == 0) {
        if (!branch.isEmpty()) {
          agent.discard(branch);
        }
        branch = agent.fork(trunk);
        agent.run(branch, "marker=here");
      }
      agent.write(branch, paths, "written before fork " + forks + "\n");
      if (thinkingNanos > 0) {
        LockSupport.parkNanos(thinkingNanos);
        wake(agent, branch);
      }
      long start = System.nanoTime();
      var fork = agent.fork(branch);
      agent.run(fork, "pwd");
      double spent = System.nanoTime() - start;
      if (!agent.read(fork, paths.getLast()).contains("before fork " + forks)) {
        throw new IOException(fork + " does not show what was written in " + branch);
      }
      agent.discard(fork);
      return spent;
    }
  }
}
