package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_EXCL;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static dev.unwait.linux.FileCalls.O_WRONLY;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.DirEntry;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/// The marks beside a copied tree: the stamp says that the copy is complete, the seal that all in
/// it was copied on. The change time of each is later than any in the tree when it was made, so
/// that whatever is written to the tree afterwards shows.
final class CopyStamp {
  // The clock of file times ticks every 1 to 10 ms.
  private static final int TRIES = 200;
  private static final long PAUSE_NANOS = 1_000_000;

  private final FileCalls files;
  private final int folder;

  CopyStamp(FileCalls files, int folder) {
    this.files = files;
    this.folder = folder;
  }

  boolean exists(LayerId layer) throws SystemCallException {
    return files.lstatOrNull(folder, stampOf(layer)) != null;
  }

  void set(LayerId layer) throws IOException {
    set(layer, stampOf(layer));
  }

  /// Marks the state of a tree that is about to be copied.
  void seal(LayerId layer) throws IOException {
    set(layer, sealOf(layer));
  }

  private void set(LayerId layer, String path) throws IOException {
    long latest = latestChange(folder, LayerFolders.tree(layer), Long.MAX_VALUE);
    String trial = path + ".new";
    for (int i = 0; i < TRIES; i++) {
      if (make(trial) > latest) {
        files.renameat2(folder, trial, folder, path, 0);
        settle(path);
        return;
      }
      files.unlinkat(folder, trial, 0);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IOException("stamp the copy of layer " + layer + ": the clock of files stands still");
  }

  private long make(String path) throws SystemCallException {
    files.close(files.openat(folder, path, O_WRONLY | O_CREAT | O_EXCL, 0600));
    return files.lstat(folder, path).ctimeNanos();
  }

  /// Waits until the clock of files has left the stamp behind, too.
  private void settle(String path) throws IOException {
    long stamp = files.lstat(folder, path).ctimeNanos();
    String probe = path + ".probe";
    for (int i = 0; i < TRIES; i++) {
      long now = make(probe);
      files.unlinkat(folder, probe, 0);
      if (now > stamp) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IOException("stamp the copy at " + path + ": the clock of files stands still");
  }

  /// Whether nothing in the tree has changed since it was stamped. It looks at every file.
  boolean isUnchanged(LayerId layer) throws SystemCallException {
    return isUnchangedSince(layer, stampOf(layer));
  }

  /// Whether nothing in the tree has changed since it was last copied on.
  boolean isUnchangedSinceSeal(LayerId layer) throws SystemCallException {
    return isUnchangedSince(layer, sealOf(layer));
  }

  private boolean isUnchangedSince(LayerId layer, String path) throws SystemCallException {
    Stat mark = files.lstatOrNull(folder, path);
    return mark != null
        && latestChange(folder, LayerFolders.tree(layer), mark.ctimeNanos()) < mark.ctimeNanos();
  }

  private static String stampOf(LayerId layer) {
    return layer + "/stamp";
  }

  private static String sealOf(LayerId layer) {
    return layer + "/seal";
  }

  /// The latest change time in a tree, or the first one found that is at least `enough`.
  private long latestChange(int dirfd, String name, long enough) throws SystemCallException {
    int fd = files.openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    try {
      long latest = files.fstat(fd).ctimeNanos();
      for (var entry : files.getdents64(fd)) {
        if (latest >= enough) {
          break;
        }
        latest = Math.max(latest, change(fd, entry, enough));
      }
      return latest;
    } finally {
      files.close(fd);
    }
  }

  private long change(int dirfd, DirEntry entry, long enough) throws SystemCallException {
    if (entry.type() == DirEntry.DIRECTORY) {
      return latestChange(dirfd, entry.name(), enough);
    }
    Stat stat = files.lstat(dirfd, entry.name());
    return stat.isDirectory() ? latestChange(dirfd, entry.name(), enough) : stat.ctimeNanos();
  }
}
