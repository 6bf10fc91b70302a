package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchRef;
import dev.unwait.delta.Delta;
import dev.unwait.delta.Side;
import dev.unwait.git.Patches;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells what branches changed, from their layers.
final class Comparing {
  private final Linux linux;
  private final Trees trees;
  private final Reading reading;
  private final Options options;

  Comparing(Linux linux, Trees trees, Reading reading, Options options) {
    this.linux = linux;
    this.trees = trees;
    this.reading = reading;
    this.options = options;
  }

  Compared diff(BranchRef branch, @Nullable BranchRef against, boolean patch) throws IOException {
    if (branch.equals(against)) {
      throw RefusalException.invalid(
          "diff " + branch, "it is compared with itself", "Name another branch, or none");
    }
    // Both are only read: their locks are shared, so that their order does not matter.
    var node = trees.shared(branch);
    try {
      var after = reading.side(trees.open(node));
      if (against == null) {
        try (var fork = reading.view(node.branch().fork())) {
          return compare(reading.side(fork), after, patch);
        }
      }
      return diff(trees.shared(against), after, patch);
    } finally {
      node.lock.readLock().unlock();
    }
  }

  private Compared diff(Node against, Side after, boolean patch) throws IOException {
    try {
      return compare(reading.side(trees.open(against)), after, patch);
    } finally {
      against.lock.readLock().unlock();
    }
  }

  private Compared compare(Side before, Side after, boolean patch) throws IOException {
    var all = Delta.between(linux, before, after);
    var own = all.stream().filter(change -> !isGit(change.path())).toList();
    var changes = Delta.summary(linux, own, before, after);
    var patches = Patches.of(linux, changes, before, after, patch ? options.patchBytesMax() : 0);
    var files = patches.files().stream().map(Comparing::file).toList();
    int git = all.size() - own.size();
    return new Compared(files, git, patches.patch(), patch && patches.truncated());
  }

  /// What is in Git's own folders is told by git itself, and would drown the rest.
  private static boolean isGit(String path) {
    return path.equals(".git") || path.startsWith(".git/") || path.contains("/.git/");
  }

  private static Compared.File file(Patches.FilePatch file) {
    var change = file.change();
    var binary = file.binary();
    return new Compared.File(
        change.path(),
        change.status().name().toLowerCase(Locale.ROOT),
        change.renamedFrom(),
        file.added(),
        file.removed(),
        binary == null ? null : binary.sizeAfter(),
        binary == null || binary.sha256After().isEmpty() ? null : binary.sha256After());
  }
}
