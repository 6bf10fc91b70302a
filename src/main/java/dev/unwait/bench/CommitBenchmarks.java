package dev.unwait.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Bringing back what a branch changed, and telling what it changed.
final class CommitBenchmarks {
  private static final String GROUP = "commit";
  private static final int FILES = 1_000;
  private static final int DIFF_FILES = 100;
  private static final String CHANGED = "changed";
  private static final String MERGE = "git commit + merge";
  private static final String COPY = "cp -a of the files";

  private CommitBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        commit("commit-1", 1),
        commit("commit-1000", 1000),
        new Benchmark(
            GROUP,
            "diff-100",
            "tell what a branch changed: 100 files, with a patch",
            Unit.MILLIS,
            false,
            CommitBenchmarks::diff));
  }

  private static Benchmark commit(String name, int files) {
    var what = String.format("fold %,d changed files into the parent", files);
    return new Benchmark(GROUP, name, what, Unit.MILLIS, false, bed -> commit(bed, files));
  }

  private static Rounds commit(Bed bed, int count) throws IOException, InterruptedException {
    var repository = bed.repository("commit" + count, FILES);
    var trunk = bed.trunk(repository);
    var agent = bed.agent();
    var paths = paths(count);
    var serial = new int[1];
    var unwait =
        new Contender(
            "unwait",
            2,
            () -> {
              var branch = agent.fork(trunk);
              agent.write(branch, paths, "ours " + ++serial[0] + "\n");
              double spent = Contender.nanos(() -> agent.commit(branch, "Change"));
              agent.discard(branch);
              return spent;
            });
    var peers = new Worktrees(bed, repository, paths);
    return Contest.run(
        unwait,
        List.of(new Contender(MERGE, 1, peers::merge), new Contender(COPY, 1, peers::copyBack)),
        bed.pace(8, 10),
        bed::note);
  }

  private static Rounds diff(Bed bed) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    var changed = repository.names(DIFF_FILES);
    agent.write(branch, changed, "all of it is new\n");
    var worktrees = new Worktrees(bed, repository, changed);
    var folder = worktrees.changed("diff");
    var unwait =
        Contender.of(
            "unwait",
            2,
            () -> {
              int found = agent.diff(branch).items("files").size();
              if (found != changed.size()) {
                throw new IOException("diff names " + found + " files, not " + changed.size());
              }
            });
    var git = Contender.of("git diff", 1, () -> bed.programs().run(folder, "git", "diff"));
    var rounds = Contest.run(unwait, List.of(git), bed.pace(6, 15), bed::note);
    agent.discard(branch);
    worktrees.remove(folder);
    return rounds;
  }

  private static List<String> paths(int count) {
    return IntStream.range(0, count).mapToObj(i -> CHANGED + "/File" + i + ".java").toList();
  }

  /// What people do with worktrees of one repository.
  private static final class Worktrees {
    private final Bed bed;
    private final Repository repository;
    private final List<String> paths;
    private final Path scratch;
    private int serial;

    Worktrees(Bed bed, Repository repository, List<String> paths) throws IOException {
      this.bed = bed;
      this.repository = repository;
      this.paths = paths;
      scratch = bed.scratch("worktrees");
    }

    double merge() throws IOException, InterruptedException {
      var name = "work" + ++serial;
      var folder = changed(name);
      double spent =
          Contender.nanos(() -> {
            git(folder, "add", "-A");
            git(folder, "commit", "-q", "-m", "Change");
            git(repository.folder(), "merge", "-q", name);
          });
      remove(folder);
      return spent;
    }

    double copyBack() throws IOException, InterruptedException {
      var folder = changed("copy" + ++serial);
      var from = folder.resolve(CHANGED).toString();
      var to = bed.scratch("parent").toString();
      double spent = bed.programs().time(folder, "cp", "-a", from, to);
      remove(folder);
      return spent;
    }

    /// A new worktree on a branch of that name, in which the files are written.
    Path changed(String name) throws IOException, InterruptedException {
      var folder = scratch.resolve(name);
      git(repository.folder(), "worktree", "add", "-q", "-b", name, folder.toString());
      for (var path : paths) {
        Files.createDirectories(folder.resolve(path).resolveSibling("."));
        Files.writeString(folder.resolve(path), "theirs " + serial + "\n");
      }
      return folder;
    }

    void remove(Path folder) throws IOException, InterruptedException {
      git(repository.folder(), "worktree", "remove", "--force", folder.toString());
    }

    private void git(Path folder, String... arguments) throws IOException, InterruptedException {
      var command = new java.util.ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      bed.programs().run(folder, command);
    }
  }
}
