package dev.unwait.bench;

import java.io.IOException;
import java.util.List;

/// What git does in a branch, beside the same in the repository itself and in a worktree.
final class GitBenchmarks {
  private static final String GROUP = "git";
  private static final String STATUS = "git status --porcelain";
  private static final int FILES = 11_000;
  private static final String WORKTREE = "git worktree";

  private GitBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            GROUP,
            "git-status-first",
            "the first git status in a new branch of 11k files",
            Unit.MILLIS,
            false,
            bed -> status(bed, true)),
        new Benchmark(
            GROUP,
            "git-status-warm",
            "git status again in a branch of 11k files",
            Unit.MILLIS,
            false,
            bed -> status(bed, false)));
  }

  private static Rounds status(Bed bed, boolean first) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var folder = repository.folder();
    var trunk = bed.trunk(repository);
    var agent = bed.agent();
    var worktree = bed.scratch("worktree").resolve("tree");
    bed.programs().run(folder, "git", "worktree", "add", "-q", "--detach", worktree.toString());
    var kept = agent.fork(trunk);
    agent.run(kept, STATUS);
    try (var here = WarmBash.in(folder, bed.programs());
        var there = WarmBash.in(worktree, bed.programs())) {
      here.run(STATUS);
      there.run(STATUS);
      var unwait =
          first
              ? new Contender("unwait", 1, () -> firstStatus(agent, trunk))
              : Contender.of("unwait", 1, () -> clean(agent.run(kept, STATUS)));
      var peers =
          List.of(
              Contender.of(Peers.NATIVE, 1, () -> here.run(STATUS)),
              Contender.of(WORKTREE, 1, () -> there.run(STATUS)));
      bed.note("native and worktree: warm, in a warm bash");
      return Contest.run(unwait, peers, bed.pace(10, 15), bed::note);
    } finally {
      agent.discard(kept);
      bed.programs().run(folder, "git", "worktree", "remove", "--force", worktree.toString());
    }
  }

  private static double firstStatus(Agent agent, String trunk)
      throws IOException, InterruptedException {
    var branch = agent.fork(trunk);
    agent.run(branch, ":");
    double spent = Contender.nanos(() -> clean(agent.run(branch, STATUS)));
    agent.discard(branch);
    return spent;
  }

  private static void clean(String status) throws IOException {
    if (!status.isBlank()) {
      throw new IOException("git status in an untouched branch says: " + status);
    }
  }
}
