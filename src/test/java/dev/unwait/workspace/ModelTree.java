package dev.unwait.workspace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// A tree in memory, in the form that {@link dev.unwait.testing.Snapshot} gives real ones: by path,
/// the mode in octal digits and the content or target. The root has the empty path.
@NullMarked
final class ModelTree {
  final NavigableMap<String, String> entries;

  /// Files that had more than one name at some time: whether they still share content depends on
  /// the layers between.
  final Set<String> linked;

  ModelTree(Map<String, String> entries, Set<String> linked) {
    this.entries = new TreeMap<>(entries);
    this.linked = new HashSet<>(linked);
  }

  ModelTree copy() {
    return new ModelTree(entries, linked);
  }

  boolean has(String path) {
    return entries.containsKey(path);
  }

  boolean isDirectory(String path) {
    return entries.getOrDefault(path, "").startsWith("4");
  }

  boolean isFile(String path) {
    return entries.getOrDefault(path, "").startsWith("100");
  }

  boolean isEmptyDirectory(String path) {
    return isDirectory(path) && below(path).isEmpty();
  }

  /// The content of a file, a character for each byte.
  String content(String path) {
    return entries.getOrDefault(path, "").substring("100644 ".length());
  }

  int permissions(String path) {
    var mode = entries.getOrDefault(path, "").split(" ", 2)[0];
    return Integer.parseInt(mode.substring(mode.length() - 4), 8);
  }

  void file(String path, int permissions, String content) {
    entries.put(path, "10" + octal(permissions) + " " + content);
  }

  void directory(String path, int permissions) {
    entries.put(path, "4" + octal(permissions));
  }

  void symlink(String path, String target) {
    entries.put(path, "120777 -> " + target);
    linked.remove(path);
  }

  private static String octal(int permissions) {
    return String.format("%04o", permissions);
  }

  void chmod(String path, int permissions) {
    if (isDirectory(path)) {
      directory(path, permissions);
    } else {
      file(path, permissions, content(path));
    }
  }

  /// All paths below one, without it.
  List<String> below(String path) {
    if (path.isEmpty()) {
      return new ArrayList<>(entries.tailMap("", false).keySet());
    }
    return new ArrayList<>(entries.subMap(path + "/", path + "0").keySet());
  }

  void remove(String path) {
    below(path).forEach(this::removeOne);
    removeOne(path);
  }

  private void removeOne(String path) {
    entries.remove(path);
    linked.remove(path);
  }

  void rename(String from, String to) {
    remove(to);
    var moved = below(from);
    moved.add(from);
    for (var path : moved) {
      var target = to + path.substring(from.length());
      if (linked.remove(path)) {
        linked.add(target);
      }
      var entry = entries.remove(path);
      if (entry != null) {
        entries.put(target, entry);
      }
    }
  }

  List<String> directories() {
    return entries.keySet().stream().filter(this::isDirectory).toList();
  }

  /// Every path but the root.
  List<String> paths() {
    return below("");
  }

  /// How another tree differs: the status by path, as a diff without renames tells it. Directories
  /// that come or go are told only where nothing below them is.
  Map<String, String> statuses(ModelTree after) {
    var statuses = allStatuses(after);
    var told = new TreeMap<String, String>();
    statuses.forEach((path, status) -> {
      var was = entries.get(path);
      var is = after.entries.get(path);
      boolean directory = (was == null || isDirectory(path)) && (is == null || is.startsWith("4"));
      boolean implied = statuses.keySet().stream().anyMatch(other -> other.startsWith(path + "/"));
      if (!directory || status.equals("mode") || !implied) {
        told.put(path, status);
      }
    });
    return told;
  }

  Map<String, String> allStatuses(ModelTree after) {
    var paths = new HashSet<>(entries.keySet());
    paths.addAll(after.entries.keySet());
    paths.remove("");
    var statuses = new TreeMap<String, String>();
    for (var path : paths) {
      var status = status(entries.get(path), after.entries.get(path));
      if (status != null) {
        statuses.put(path, status);
      }
    }
    return statuses;
  }

  private static @Nullable String status(@Nullable String was, @Nullable String is) {
    if (was == null || is == null) {
      return was == null ? "added" : "deleted";
    }
    if (was.equals(is)) {
      return null;
    }
    var before = was.split(" ", 2);
    var after = is.split(" ", 2);
    if (!kind(before[0]).equals(kind(after[0]))) {
      return "type";
    }
    boolean same = before.length == 1 || before[1].equals(after[1]);
    return same ? "mode" : "modified";
  }

  private static String kind(String mode) {
    return mode.substring(0, mode.length() - 4);
  }
}
