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

/// The mark beside a copied tree that says that the copy is complete. Its own change time is later
/// than any in the tree, so that whatever is written to the tree afterwards shows.
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
    return files.lstatOrNull(folder, path(layer)) != null;
  }

  void set(LayerId layer) throws IOException {
    long latest = latestChange(folder, LayerFolders.tree(layer), Long.MAX_VALUE);
    String trial = path(layer) + ".new";
    for (int i = 0; i < TRIES; i++) {
      if (make(trial) > latest) {
        files.renameat2(folder, trial, folder, path(layer), 0);
        settle(layer);
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
  private void settle(LayerId layer) throws IOException {
    long stamp = files.lstat(folder, path(layer)).ctimeNanos();
    String probe = path(layer) + ".probe";
    for (int i = 0; i < TRIES; i++) {
      long now = make(probe);
      files.unlinkat(folder, probe, 0);
      if (now > stamp) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IOException("stamp the copy of layer " + layer + ": the clock of files stands still");
  }

  /// Whether nothing in the tree has changed since it was stamped. It looks at every file.
  boolean isUnchanged(LayerId layer) throws SystemCallException {
    long stamp = files.lstat(folder, path(layer)).ctimeNanos();
    return latestChange(folder, LayerFolders.tree(layer), stamp) < stamp;
  }

  private static String path(LayerId layer) {
    return layer + "/stamp";
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
