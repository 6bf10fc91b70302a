package dev.unwait.shell;

import dev.unwait.branch.BranchRef;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.Errno;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Place;
import dev.unwait.overlay.Tree;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The `/tmp` of each branch: in memory, bounded, private to the branch and shared by its shells.
final class Temporary implements Closeable {
  private static final String PATH = "/tmp";
  private static final int NOSUID_NODEV = 2 | 4;

  private final Linux linux;
  private final Backend backend;
  private final long size;
  private final ReentrantLock lock = new ReentrantLock();
  // Under the lock.
  private final Map<BranchRef, Folder> folders = new HashMap<>();

  Temporary(Linux linux, Backend backend, long size) {
    this.linux = linux;
    this.backend = backend;
    this.size = size;
  }

  /// A mounted file system that no path leads to.
  record Folder(Linux linux, int fd) implements Tree {
    @Override
    public List<LayerId> layers() {
      return List.of();
    }

    @Override
    public void close() {
      linux.files().close(fd);
    }
  }

  /// Makes a folder that belongs to no branch yet, and shows it in a mount namespace.
  ///
  /// @param project where a branch is going to be shown; made here if it lies here
  Folder prepare(int namespace, String project) throws IOException {
    Folder folder = new Folder(linux, mount());
    boolean shown = false;
    try {
      if (project.startsWith(PATH + "/")) {
        makeFolders(folder.fd(), project.substring(PATH.length() + 1));
      }
      backend.show(folder, new Place(namespace, PATH));
      shown = true;
      return folder;
    } finally {
      if (!shown) {
        folder.close();
      }
    }
  }

  /// Has a mount namespace show the folder of a branch: the one that it shows already, if the
  /// branch has none yet.
  ///
  /// @param prepared what the namespace shows; it is the branch's or closed afterwards
  void show(BranchRef branch, int namespace, Folder prepared) throws IOException {
    Folder folder;
    lock.lock();
    try {
      folder = folders.putIfAbsent(branch, prepared);
    } finally {
      lock.unlock();
    }
    if (folder != null) {
      prepared.close();
      backend.show(folder, new Place(namespace, PATH));
    }
  }

  private int mount() throws IOException {
    int fs = linux.mounts().fsopen("tmpfs");
    try {
      linux.mounts().fsconfigString(fs, "size", Long.toString(size));
      linux.mounts().fsconfigString(fs, "mode", "1777");
      linux.mounts().fsconfigCreate(fs);
      return linux.mounts().fsmount(fs, NOSUID_NODEV);
    } finally {
      linux.files().close(fs);
    }
  }

  private void makeFolders(int root, String path) throws IOException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      makeFolder(root, path.substring(0, slash));
    }
    makeFolder(root, path);
  }

  private void makeFolder(int root, String path) throws IOException {
    try {
      linux.files().mkdirat(root, path, 0755);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  /// Lets go of a branch's folder; it is gone with the last shell that shows it.
  void forget(BranchRef branch) {
    Folder folder = remove(branch);
    if (folder != null) {
      folder.close();
    }
  }

  private @Nullable Folder remove(BranchRef branch) {
    lock.lock();
    try {
      return folders.remove(branch);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      folders.values().forEach(Folder::close);
      folders.clear();
    } finally {
      lock.unlock();
    }
  }
}
