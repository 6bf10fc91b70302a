package dev.unwait.delta;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;

import dev.unwait.base.Closing;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What differs between two trees that share most of their layers. The cost follows from what was
/// written to the layers that they do not share, not from the size of the trees.
public final class Delta {
  private Delta() {}

  /// Every path that differs, directories and all that is below them included, sorted by path.
  /// Owners, times and attributes by themselves make no difference.
  public static List<Change> between(Linux linux, Side before, Side after) throws IOException {
    var walk = new ViewWalk(new View(linux, before.root()), new View(linux, after.root()));
    if (before.layers().isEmpty() || after.layers().isEmpty()) {
      walk.below("");
    } else {
      try (var open = new Closing()) {
        var layers = new ArrayList<View>();
        for (var layer : unshared(before.layers(), after.layers())) {
          int fd = linux.files().openat(AT_FDCWD, layer.toString(), O_DIRECTORY, 0);
          open.own(() -> linux.files().close(fd));
          layers.add(new View(linux, fd));
        }
        new LayerWalk(linux, walk).directory("", layers);
      }
    }
    return walk.changes().stream().sorted(Comparator.comparing(Change::path)).toList();
  }

  /// The layers of both that are above the ones which they share.
  static Set<Path> unshared(List<Path> before, List<Path> after) {
    int shared = 0;
    while (shared < Math.min(before.size(), after.size())
        && before.get(before.size() - 1 - shared).equals(after.get(after.size() - 1 - shared))) {
      shared++;
    }
    var unshared = new HashSet<Path>(before.subList(0, before.size() - shared));
    unshared.addAll(after.subList(0, after.size() - shared));
    return unshared;
  }

  /// What to tell about changes: directories only where nothing else tells that they came or went,
  /// and files that moved as renamed.
  public static List<Change> summary(Linux linux, List<Change> changes, Side before, Side after)
      throws IOException {
    return new Renames(new View(linux, before.root()), new View(linux, after.root()))
        .detect(withoutImplied(changes));
  }

  static List<Change> withoutImplied(List<Change> changes) {
    var implied = new HashSet<String>();
    for (var change : changes) {
      for (int at = change.path().lastIndexOf('/'); at > 0; ) {
        implied.add(change.path().substring(0, at));
        at = change.path().lastIndexOf('/', at - 1);
      }
    }
    return changes.stream()
        .filter(change ->
            !change.isDirectory()
                || change.status() == Status.MODE
                || !implied.contains(change.path()))
        .toList();
  }
}
