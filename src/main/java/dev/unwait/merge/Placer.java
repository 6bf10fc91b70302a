package dev.unwait.merge;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_EXCL;
import static dev.unwait.linux.FileCalls.O_PATH;
import static dev.unwait.linux.FileCalls.O_WRONLY;

import dev.unwait.delta.Content;
import dev.unwait.delta.Edit;
import dev.unwait.delta.Node;
import dev.unwait.delta.View;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import dev.unwait.transfer.FileCopy;
import dev.unwait.transfer.Paths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Puts what an edit says under a free name of an open directory.
final class Placer {
  private static final int REREADS_MAX = 3;

  private final FileCalls files;
  private final FileCopy copy;
  private final View source;
  private final View below;
  private final List<Path> frozen;

  /// @param source where taken files come from, and below what is there already
  /// @param frozen layers of the source whose files may get second names instead of copies
  Placer(Linux linux, View source, View below, List<Path> frozen) throws IOException {
    files = linux.files();
    copy = new FileCopy(linux, REREADS_MAX);
    this.source = source;
    this.below = below;
    this.frozen = List.copyOf(frozen);
  }

  FileCopy copy() {
    return copy;
  }

  /// Places a file, link or FIFO.
  void place(Edit edit, int directory, String name) throws IOException {
    switch (edit) {
      case Edit.Take(var path, var node) -> take(path, node, directory, name);
      case Edit.Write(var path, var content, int mode) ->
          write(path, content, mode, directory, name);
      case Edit.SetMode(var path, int mode) -> {
        copyFrom(below, path, directory, name);
        files.fchmodat(directory, name, mode);
      }
      case Edit.MakeDirectory _, Edit.Remove _ -> throw new IllegalArgumentException("" + edit);
    }
  }

  private void take(String path, Node node, int directory, String name) throws IOException {
    if (node.isFile() && link(path, node, directory, name)) {
      return;
    }
    copyFrom(source, path, directory, name);
    if (node.isFile()) {
      files.fchmodat(directory, name, node.mode());
    }
  }

  private void copyFrom(View view, String path, int directory, String name) throws IOException {
    int parent = view.open(Paths.parent(path), O_PATH | O_DIRECTORY);
    try {
      var last = Paths.name(path);
      var stat = files.lstat(parent, last);
      if (stat.isRegular()) {
        copy.regular(parent, last, directory, name);
      } else if (stat.isSymlink()) {
        copy.symlink(stat, parent, last, directory, name);
      } else {
        copy.fifo(stat, parent, last, directory, name);
      }
    } finally {
      files.close(parent);
    }
  }

  /// Finds the file in the frozen layers: the one that the view shows has the same times, to the
  /// nanosecond. A second name changes nothing that anybody reads.
  private boolean link(String path, Node node, int directory, String name) throws IOException {
    if (frozen.isEmpty()) {
      return false;
    }
    var seen = stat(source, path);
    for (var layer : frozen) {
      var raw = layer + "/" + path;
      var stat = files.lstatOrNull(AT_FDCWD, raw);
      if (stat != null && isSame(stat, seen) && stat.permissions() == node.mode()) {
        return linked(raw, directory, name);
      }
    }
    return false;
  }

  private Stat stat(View view, String path) throws IOException {
    int parent = view.open(Paths.parent(path), O_PATH | O_DIRECTORY);
    try {
      return files.lstat(parent, Paths.name(path));
    } finally {
      files.close(parent);
    }
  }

  private static boolean isSame(Stat raw, Stat seen) {
    return raw.isRegular()
        && raw.size() == seen.size()
        && raw.mtimeNanos() == seen.mtimeNanos()
        && raw.ctimeNanos() == seen.ctimeNanos();
  }

  private boolean linked(String raw, int directory, String name) {
    try {
      files.linkat(AT_FDCWD, raw, directory, name);
      return true;
    } catch (SystemCallException e) {
      return false; // Another file system, or too many names: it is copied instead.
    }
  }

  private void write(String path, Content content, int mode, int directory, String name)
      throws IOException {
    int fd = files.openat(directory, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    try {
      files.writeAll(fd, content.bytes());
    } finally {
      files.close(fd);
    }
    var model = below.node(path) == null ? source : below;
    var node = model.node(path);
    if (node != null && node.isFile()) {
      int parent = model.open(Paths.parent(path), O_PATH | O_DIRECTORY);
      try {
        copy.owner(files.lstat(parent, Paths.name(path)), directory, name);
        copy.attributes(parent, Paths.name(path), directory, name);
      } finally {
        files.close(parent);
      }
    }
    files.fchmodat(directory, name, mode);
  }
}
