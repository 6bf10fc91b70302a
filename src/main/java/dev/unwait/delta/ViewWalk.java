package dev.unwait.delta;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_PATH;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares two views path by path and gathers what differs.
final class ViewWalk {
  private final View before;
  private final View after;
  private final List<Change> changes = new ArrayList<>();

  ViewWalk(View before, View after) {
    this.before = before;
    this.after = after;
  }

  List<Change> changes() {
    return changes;
  }

  /// Compares all that is below a path that is a directory in both, or missing.
  void below(String path) throws IOException {
    var names = new TreeSet<String>();
    before.list(path).stream().map(DirEntry::name).forEach(names::add);
    after.list(path).stream().map(DirEntry::name).forEach(names::add);
    for (var name : names(path, names)) {
      below(path.isEmpty() ? name : path + "/" + name);
    }
  }

  /// Compares names in a directory, and all below those that are a directory on one side only.
  ///
  /// @return the names that are a directory on both sides, still to be compared
  List<String> names(String path, Collection<String> names) throws IOException {
    var open = new ArrayList<String>();
    int b = before.openOrMinus(path, O_PATH | O_DIRECTORY);
    int a = -1;
    try {
      a = after.openOrMinus(path, O_PATH | O_DIRECTORY);
      for (var name : names) {
        var child = path.isEmpty() ? name : path + "/" + name;
        if (name(child, name, b, a)) {
          open.add(name);
        }
      }
    } finally {
      close(before, b);
      close(after, a);
    }
    return open;
  }

  private static void close(View view, int fd) {
    if (fd >= 0) {
      view.linux().files().close(fd);
    }
  }

  private static @Nullable Stat stat(View view, int directory, String name) throws IOException {
    FileCalls files = view.linux().files();
    return directory < 0 ? null : files.lstatOrNull(directory, name);
  }

  private boolean name(String path, String name, int beforeDirectory, int afterDirectory)
      throws IOException {
    var b = stat(before, beforeDirectory, name);
    var a = stat(after, afterDirectory, name);
    if (a != null && b != null && isUntouched(b, a)) {
      return false;
    }
    var was = before.node(beforeDirectory, name, b);
    var is = after.node(afterDirectory, name, a);
    compare(path, was, is);
    boolean wasDirectory = was != null && was.isDirectory();
    boolean isDirectory = is != null && is.isDirectory();
    if (wasDirectory != isDirectory) {
      below(path);
    }
    return wasDirectory && isDirectory;
  }

  /// Whether both sides show one file of a layer that they share: no write leaves all four alone.
  private static boolean isUntouched(Stat b, Stat a) {
    return b.isRegular()
        && b.mode() == a.mode()
        && b.ino() == a.ino()
        && b.size() == a.size()
        && b.mtimeNanos() == a.mtimeNanos()
        && b.ctimeNanos() == a.ctimeNanos();
  }

  private void compare(String path, @Nullable Node was, @Nullable Node is) throws IOException {
    if (was == null) {
      if (is != null) {
        changes.add(Change.added(path, is));
      }
    } else if (is == null) {
      changes.add(Change.deleted(path, was));
    } else if (was.kind() != is.kind()) {
      changes.add(Change.of(path, Status.TYPE, was, is));
    } else if (!isSame(path, was, is)) {
      changes.add(Change.of(path, Status.MODIFIED, was, is));
    } else if (was.mode() != is.mode()) {
      changes.add(Change.of(path, Status.MODE, was, is));
    }
  }

  private boolean isSame(String path, Node was, Node is) throws IOException {
    return switch (was.kind()) {
      case FILE -> was.size() == is.size() && before.reads(path, after, path);
      case SYMLINK -> String.valueOf(was.target()).equals(is.target());
      case DIRECTORY, FIFO -> true;
    };
  }
}
