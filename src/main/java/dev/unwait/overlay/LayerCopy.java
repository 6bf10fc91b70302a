package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.AttributeCalls;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import dev.unwait.transfer.FileCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A copy of an overlay's layer as the difference that it is: whiteouts and marks are kept. What
/// vanishes while it is copied is left out.
final class LayerCopy {
  private static final int REREADS_MAX = 3;
  private static final String MARK = ".overlay.";

  /// What has several names, by its number, and the first name that was copied.
  private final Map<Long, String> linked = new HashMap<>();

  private final FileCalls files;
  private final AttributeCalls attributes;
  private final FileCopy copy;
  private final String target;

  private LayerCopy(Linux linux, String target) throws IOException {
    files = linux.files();
    attributes = linux.attributes();
    copy = new FileCopy(linux, REREADS_MAX);
    this.target = target;
  }

  /// @param target must not be there yet; its parent is
  static void copy(Linux linux, Path source, Path target) throws IOException {
    var copy = new LayerCopy(linux, target.toString());
    copy.directory(AT_FDCWD, source.toString(), AT_FDCWD, target.toString(), "");
  }

  private void directory(int from, String name, int to, String newName, String path)
      throws IOException {
    int source = files.openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    try {
      Stat stat = files.fstat(source);
      files.mkdirat(to, newName, 0700);
      int made = files.openat(to, newName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
      try {
        for (var entry : files.getdents64(source)) {
          entry(source, made, entry.name(), path + "/" + entry.name());
        }
        marks(source, ".", made, ".");
        copy.metadata(stat, source, ".", made, ".");
      } finally {
        files.close(made);
      }
    } finally {
      files.close(source);
    }
  }

  private void entry(int from, int to, String name, String path) throws IOException {
    try {
      Stat stat = files.lstat(from, name);
      if (stat.isDirectory()) {
        directory(from, name, to, name, path);
      } else if (stat.nlink() == 1 || stat.isWhiteout() || !link(stat, to, name, path)) {
        leaf(from, to, name, stat);
      }
    } catch (SystemCallException e) {
      if (!vanished(e)) {
        throw e;
      }
    }
  }

  private static boolean vanished(SystemCallException e) {
    return switch (e.errno()) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> true;
      default -> false;
    };
  }

  private boolean link(Stat stat, int to, String name, String path) throws SystemCallException {
    String first = linked.putIfAbsent(stat.ino(), path);
    if (first == null) {
      return false;
    }
    try {
      files.linkat(AT_FDCWD, target + first, to, name);
      return true;
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
      linked.put(stat.ino(), path); // The first name vanished before it was copied.
      return false;
    }
  }

  private void leaf(int from, int to, String name, Stat stat) throws IOException {
    if (stat.isRegular()) {
      copy.regular(from, name, to, name);
      marks(from, name, to, name);
    } else if (stat.isSymlink()) {
      copy.symlink(stat, from, name, to, name);
    } else if (stat.isWhiteout()) {
      files.mknodat(to, name, stat.type(), 0);
    } else if (stat.isFifo()) {
      copy.fifo(stat, from, name, to, name);
    }
  }

  /// Copies what the overlay has written on a file or directory for itself.
  private void marks(int from, String name, int to, String newName) throws SystemCallException {
    for (var attribute : attributes.llistxattr(from, name)) {
      if (attribute.contains(MARK)) {
        byte[] value = attributes.lgetxattr(from, name, attribute);
        if (value != null) {
          attributes.lsetxattr(to, newName, attribute, value);
        }
      }
    }
  }
}
