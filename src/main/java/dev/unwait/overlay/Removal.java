package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.AT_REMOVEDIR;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.SystemCallException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Removes trees of any depth. What lies too deep is lifted to {@link LayerFolders#GONE}, where it
/// is found in the next round.
final class Removal {
  private static final int DEPTH_MAX = 64;

  private final FileCalls files;
  private final int folder;
  private final BooleanSupplier stopped;
  private final AtomicLong lifted = new AtomicLong();

  /// @param folder a descriptor of the folder that has {@link LayerFolders#GONE} in it
  /// @param stopped whether to leave the rest for another time
  Removal(FileCalls files, int folder, BooleanSupplier stopped) {
    this.files = files;
    this.folder = folder;
    this.stopped = stopped;
  }

  void remove(int dirfd, String name, int type) throws SystemCallException {
    remove(dirfd, name, type, 0);
  }

  private void remove(int dirfd, String name, int type, int depth) throws SystemCallException {
    if (stopped.getAsBoolean()) {
      return;
    }
    if (!isDirectory(dirfd, name, type)) {
      files.unlinkat(dirfd, name, 0);
      return;
    }
    if (depth == DEPTH_MAX) { // Neither stack nor descriptors may run out on a deep tree.
      String flat = LayerFolders.GONE + "/deep-" + System.nanoTime() + lifted.incrementAndGet();
      files.renameat2(dirfd, name, folder, flat, 0);
      return;
    }
    int fd = files.openat(dirfd, name, O_DIRECTORY | O_NOFOLLOW, 0);
    try {
      for (var entry : files.getdents64(fd)) {
        remove(fd, entry.name(), entry.type(), depth + 1);
      }
    } finally {
      files.close(fd);
    }
    if (!stopped.getAsBoolean()) { // Otherwise what is in it may be there still.
      files.unlinkat(dirfd, name, AT_REMOVEDIR);
    }
  }

  private boolean isDirectory(int dirfd, String name, int type) throws SystemCallException {
    return type == DirEntry.DIRECTORY
        || (type == DirEntry.UNKNOWN && files.lstat(dirfd, name).isDirectory());
  }
}
