package dev.unwait.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A generated working tree that git knows, with some history and nothing uncommitted.
///
/// @param files about how many files it has, `.git` left out
record Repository(Path folder, int files) {
  private static final long SEED = 1;
  private static final int LATER_COMMITS = 2;
  private static final int CHANGED_PER_COMMIT = 20;

  static Repository make(Path folder, int files, Programs programs)
      throws IOException, InterruptedException {
    SourceTree.write(folder, files, SEED + files);
    programs.run(folder, "git", "init", "-q", "-b", "main");
    programs.run(folder, "git", "config", "gc.auto", "0");
    commit(folder, "First", programs);
    var repository = new Repository(folder, files);
    var sources = repository.sources(CHANGED_PER_COMMIT * LATER_COMMITS);
    for (int i = 0; i < LATER_COMMITS; i++) {
      int from = Math.min(sources.size(), i * CHANGED_PER_COMMIT);
      int to = Math.min(sources.size(), from + CHANGED_PER_COMMIT);
      for (Path file : sources.subList(from, to)) {
        Files.writeString(file, "// Change " + i + ".\n", StandardOpenOption.APPEND);
      }
      commit(folder, "Change " + i, programs);
    }
    return repository;
  }

  /// Up to `max` files that git tracks, in a stable order.
  List<Path> sources(int max) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.toString().contains("/build/"))
          .sorted()
          .limit(max)
          .toList();
    }
  }

  /// The same, relative to the root.
  List<String> names(int max) throws IOException {
    return sources(max).stream().map(path -> folder.relativize(path).toString()).toList();
  }

  private static void commit(Path folder, String message, Programs programs)
      throws IOException, InterruptedException {
    programs.run(folder, "git", "add", "-A");
    programs.run(folder, "git", "commit", "-q", "--allow-empty", "-m", message);
  }
}
