package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_EXCL;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static dev.unwait.linux.FileCalls.O_WRONLY;

import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A copy of an overlay's layer as the difference that it is: whiteouts and marks are kept. What
/// vanishes while it is copied is left out; a file that grows meanwhile is copied to where it ends.
final class LayerCopy {
  private static final long CHUNK = 1L << 30;

  /// What has several names, by device-independent number, and the first name that was copied.
  private final Map<Long, String> linked = new HashMap<>();

  private final FileCalls files;
  private final String target;

  private LayerCopy(Linux linux, String target) {
    files = linux.files();
    this.target = target;
  }

  /// @param target must not be there yet; its parent is
  static void copy(Linux linux, Path source, Path target) throws IOException {
    var copy = new LayerCopy(linux, target.toString());
    copy.directory(AT_FDCWD, source.toString(), AT_FDCWD, target.toString(), "");
  }

  private void directory(int from, String name, int to, String newName, String path)
      throws SystemCallException {
    int source = files.openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    try {
      Stat stat = files.fstat(source);
      files.mkdirat(to, newName, 0700);
      int copy = files.openat(to, newName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
      try {
        for (var entry : files.getdents64(source)) {
          entry(source, copy, entry.name(), path + "/" + entry.name());
        }
      } finally {
        files.close(copy);
      }
      finish(to, newName, stat);
    } finally {
      files.close(source);
    }
  }

  private void entry(int from, int to, String name, String path) throws SystemCallException {
    try {
      Stat stat = files.lstat(from, name);
      if (stat.isDirectory()) {
        directory(from, name, to, name, path);
      } else if (stat.nlink() == 1 || !link(stat, to, name, path)) {
        leaf(from, to, name, stat);
      }
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }

  private boolean link(Stat stat, int to, String name, String path) throws SystemCallException {
    String first = linked.putIfAbsent(stat.ino(), path);
    if (first == null) {
      return false;
    }
    files.linkat(AT_FDCWD, target + first, to, name);
    return true;
  }

  private void leaf(int from, int to, String name, Stat stat) throws SystemCallException {
    if (stat.isRegular()) {
      file(from, to, name);
    } else if (stat.isSymlink()) {
      files.symlinkat(files.readlinkat(from, name), to, name);
    } else {
      files.mknodat(to, name, stat.type() | stat.permissions(), 0); // A whiteout, FIFO or socket.
    }
    finish(to, name, stat);
  }

  private void file(int from, int to, String name) throws SystemCallException {
    int source = files.openat(from, name, O_RDONLY | O_NOFOLLOW, 0);
    try {
      int copy = files.openat(to, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
      try {
        contents(source, copy);
      } finally {
        files.close(copy);
      }
    } finally {
      files.close(source);
    }
  }

  private void contents(int source, int copy) throws SystemCallException {
    try {
      files.ficlone(copy, source);
    } catch (SystemCallException e) {
      while (files.copyFileRange(source, copy, CHUNK) > 0) {
        continue;
      }
    }
  }

  private void finish(int to, String name, Stat stat) throws SystemCallException {
    files.fchownat(to, name, stat.uid(), stat.gid());
    if (!stat.isSymlink()) {
      files.fchmodat(to, name, stat.permissions());
    }
    files.utimensat(to, name, stat.atimeNanos(), stat.mtimeNanos());
  }
}
