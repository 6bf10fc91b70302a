package dev.unwait.workspace;

import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// What bringing a branch to a tree should come to, worked out over models.
///
/// @param branch what is to be brought out
/// @param wanted by path, what has to be there afterwards; an empty text for nothing
/// @param conflicts paths that have moved in the tree
@NullMarked
record AppliedModel(ModelTree branch, TreeMap<String, String> wanted, TreeSet<String> conflicts) {
  AppliedModel(ModelTree origin, ModelTree branch, ModelTree live) {
    this(branch, new TreeMap<>(), new TreeSet<>());
    for (var path : origin.allStatuses(branch).keySet()) {
      var was = origin.entries.get(path);
      var is = branch.entries.get(path);
      var there = live.entries.get(path);
      if (!same(is, there)) {
        wanted.put(path, is == null ? "" : is);
        if (!same(was, there)) {
          conflicts.add(path);
        }
      }
    }
    wanted.forEach((path, entry) -> {
      if (!entry.isEmpty()) {
        findInTheWay(path, entry, live);
      }
    });
  }

  private void findInTheWay(String path, String entry, ModelTree live) {
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      var above = path.substring(0, at);
      if (!wanted.containsKey(above) && live.has(above) && !live.isDirectory(above)) {
        conflicts.add(above);
      }
    }
    if (!entry.startsWith("4") && live.isDirectory(path)) {
      for (var below : live.below(path)) {
        boolean child = below.indexOf('/', path.length() + 1) < 0;
        if (child && !wanted.containsKey(below)) {
          conflicts.add(below);
        }
      }
    }
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }

  private void makeParents(String path, ModelTree live) {
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      var above = path.substring(0, at);
      live.entries.putIfAbsent(above, branch.entries.getOrDefault(above, ""));
    }
  }

  /// Does to a model what an apply does to the tree; a directory that still holds something stays.
  void apply(ModelTree live) {
    wanted
        .descendingMap()
        .forEach((path, entry) -> {
          if (entry.isEmpty() && (!live.isDirectory(path) || live.isEmptyDirectory(path))) {
            live.remove(path);
          }
        });
    wanted.forEach((path, entry) -> {
      if (!entry.isEmpty()) {
        makeParents(path, live);
        live.entries.put(path, entry);
        live.linked.remove(path);
      }
    });
  }
}
