package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.AT_REMOVEDIR;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_PATH;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// The folder in which all layers lie: `ID/tree` with the contents, `ID/work` beside it where an
/// overlay writes, `.gone` for what is being deleted.
final class LayerFolders implements Closeable {
  static final String GONE = ".gone";
  static final String EMPTY = ".empty";
  private static final int ROOT_MODE = 0755;

  private final FileCalls files;
  private final Path root;
  private final int fd;
  private final AtomicLong gone = new AtomicLong();

  LayerFolders(FileCalls files, Path root) throws IOException {
    this.files = files;
    this.root = root;
    Files.createDirectories(root.resolve(GONE));
    Files.createDirectories(root.resolve(EMPTY));
    fd = files.openat(AT_FDCWD, root.toString(), O_PATH | O_DIRECTORY, 0);
  }

  /// A descriptor of the folder itself.
  int fd() {
    return fd;
  }

  Path root() {
    return root;
  }

  Path path(LayerId layer) {
    return root.resolve(tree(layer));
  }

  static String tree(LayerId layer) {
    return layer + "/tree";
  }

  static String work(LayerId layer) {
    return layer + "/work";
  }

  /// Makes the directories of a layer to write in, where they are not there yet. The root of its
  /// tree looks like that of the layer below, for it is what an overlay shows.
  ///
  /// @return whether it is new
  boolean make(LayerId layer, LayerId below) throws SystemCallException {
    boolean fresh = mkdir(layer.toString(), ROOT_MODE);
    if (!fresh
        && files.lstatOrNull(fd, work(layer)) != null
        && files.lstatOrNull(fd, tree(layer)) != null) {
      return false;
    }
    boolean done = false;
    try {
      Stat like = files.lstat(fd, tree(below));
      mkdir(tree(layer), like.permissions());
      imitate(tree(layer), like);
      mkdir(work(layer), ROOT_MODE); // The last one: a layer that has it is complete.
      done = true;
      return true;
    } finally {
      if (!done && fresh) {
        discard(layer);
      }
    }
  }

  /// Gives a layer's folder another number.
  ///
  /// @return false, with all as it was, if there is a layer of that number
  boolean adopt(LayerId spare, LayerId layer) throws SystemCallException {
    try {
      files.renameat2(fd, spare.toString(), fd, layer.toString(), FileCalls.RENAME_NOREPLACE);
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.EEXIST)) {
        return false;
      }
      throw e;
    }
  }

  private boolean mkdir(String path, int mode) throws SystemCallException {
    try {
      files.mkdirat(fd, path, mode);
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.EEXIST)) {
        return false;
      }
      throw e;
    }
  }

  private void imitate(String path, Stat like) throws SystemCallException {
    Stat now = files.lstat(fd, path);
    if (now.uid() != like.uid() || now.gid() != like.gid()) {
      files.fchownat(fd, path, like.uid(), like.gid());
    }
    if (now.permissions() != like.permissions()) {
      files.fchmodat(fd, path, like.permissions());
    }
    files.utimensat(fd, path, like.atimeNanos(), like.mtimeNanos());
  }

  /// Takes away the mark by which the kernel refuses a layer that was written to without syncing
  /// when its mount ended: the contents of the page cache outlive a daemon that was killed.
  void forgetVolatile(LayerId layer) throws SystemCallException {
    try {
      files.unlinkat(fd, work(layer) + "/work/incompat/volatile/dirty", 0);
    } catch (SystemCallException e) {
      ignoreMissing(e);
    }
    try {
      files.unlinkat(fd, work(layer) + "/work/incompat/volatile", AT_REMOVEDIR);
    } catch (SystemCallException e) {
      ignoreMissing(e);
    }
  }

  private static void ignoreMissing(SystemCallException e) throws SystemCallException {
    if (!e.is(Errno.ENOENT)) {
      throw e;
    }
  }

  /// Whether the layer of an overlay changes nothing of the layer below.
  boolean isClean(LayerId layer, LayerId below) throws SystemCallException {
    if (!files.list(fd, tree(layer)).isEmpty()) {
      return false;
    }
    Stat mine = files.lstat(fd, tree(layer));
    Stat like = files.lstat(fd, tree(below));
    return mine.permissions() == like.permissions()
        && mine.uid() == like.uid()
        && mine.gid() == like.gid();
  }

  /// Puts a whole layer, or nothing if it is not there, where the sweeper finds it.
  void discard(LayerId layer) throws SystemCallException {
    discard(layer.toString());
  }

  /// Puts the work directory of a layer that was frozen where the sweeper finds it.
  void discardWork(LayerId layer) throws SystemCallException {
    discard(work(layer));
  }

  private void discard(String path) throws SystemCallException {
    String name = Long.toString(System.nanoTime(), 36) + "-" + gone.incrementAndGet();
    try {
      files.renameat2(fd, path, fd, GONE + "/" + name, FileCalls.RENAME_NOREPLACE);
    } catch (SystemCallException e) {
      ignoreMissing(e);
    }
  }

  @Override
  public void close() {
    files.close(fd);
  }
}
