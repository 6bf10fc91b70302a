package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.AT_FDCWD;

import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.MountCalls;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Shows detached mounts at places, and puts one in the place of another: all or none.
final class Exchange {
  private static final int FENCE_TRIES = 20;
  private static final long FENCE_PAUSE_NANOS = 100_000;

  private static final int UNCOVER_TRIES = 3;

  /// How a fence was come by.
  enum Fence {
    /// At once.
    AT_ONCE,
    /// After waiting for somebody who was writing.
    RETRIED,
    /// Not at all: somebody keeps a file open for writing.
    REFUSED
  }

  private final FileCalls files;
  private final MountCalls mounts;
  private final Namespaces namespaces;

  Exchange(Linux linux, Namespaces namespaces) {
    files = linux.files();
    mounts = linux.mounts();
    this.namespaces = namespaces;
  }

  /// Puts a second mount of the tree over whatever is at the place.
  void show(int tree, Place place) throws IOException {
    namespaces.send(() -> {
      put(tree, place, 0);
      return place;
    });
  }

  private void put(int tree, Place place, int flags) throws IOException {
    int copy = mounts.openTree(tree, "", MountCalls.OPEN_TREE_CLONE);
    try {
      namespaces.inside(
          place.namespace(),
          () -> {
            mounts.moveMount(copy, AT_FDCWD, place.path(), flags);
            return place;
          });
    } finally {
      files.close(copy);
    }
  }

  /// Makes the tree and every place that shows it read-only, in one instant as far as writers can
  /// tell. What still stands in the old mounts afterwards gets EROFS for good: the attribute
  /// outlives their detaching. To be called on a thread of the namespaces, as all that follow.
  ///
  /// Why not the file system as a whole: the kernel then drops its cached names first, which takes
  /// 70 ms where 50,000 are cached.
  Fence fence(int tree, Collection<Place> places) throws IOException {
    for (int i = 0; i < FENCE_TRIES; i++) {
      if (tryFence(tree, places)) {
        return i == 0 ? Fence.AT_ONCE : Fence.RETRIED;
      }
      LockSupport.parkNanos(FENCE_PAUSE_NANOS);
    }
    return Fence.REFUSED;
  }

  private boolean tryFence(int tree, Collection<Place> places) throws IOException {
    var fenced = new ArrayList<Place>();
    try {
      for (var place : places) {
        setReadOnly(tree, place);
        fenced.add(place);
      }
      mounts.mountSetattr(tree, MountCalls.MOUNT_ATTR_RDONLY, 0);
      return true;
    } catch (SystemCallException e) {
      release(tree, fenced);
      if (e.is(Errno.EBUSY)) {
        return false;
      }
      throw e;
    }
  }

  private void setReadOnly(int tree, Place place) throws IOException {
    var expected = files.fstat(tree);
    inOldMount(
        place,
        old -> {
          var shown = files.fstat(old);
          if (shown.dev() != expected.dev() || shown.ino() != expected.ino()) {
            throw new IOException("freeze at " + place.path() + ": another tree is shown there");
          }
          mounts.mountSetattr(old, MountCalls.MOUNT_ATTR_RDONLY, 0);
        });
  }

  /// Takes the fence away again.
  void release(int tree, Collection<Place> places) throws IOException {
    mounts.mountSetattr(tree, 0, MountCalls.MOUNT_ATTR_RDONLY);
    for (var place : places) {
      inOldMount(place, old -> mounts.mountSetattr(old, 0, MountCalls.MOUNT_ATTR_RDONLY));
    }
  }

  @FunctionalInterface
  private interface OnMount {
    void run(int mount) throws IOException;
  }

  private void inOldMount(Place place, OnMount action) throws IOException {
    namespaces.inside(
        place.namespace(),
        () -> {
          int old = mounts.openTree(AT_FDCWD, place.path(), 0);
          try {
            action.run(old);
          } finally {
            files.close(old);
          }
          return place;
        });
  }

  /// Shows the fresh tree at every place, in which there is no instant without one. If that fails
  /// somewhere, all show the old tree again, and the fence is taken away.
  void swap(int old, int fresh, Collection<Place> places) throws IOException {
    var swapped = new ArrayList<Place>();
    try {
      for (var place : places) {
        swapOne(fresh, place);
        swapped.add(place);
      }
    } catch (IOException e) {
      var others = new ArrayList<>(places);
      others.removeAll(swapped);
      restore(old, swapped, others, e);
      throw e;
    }
  }

  private void swapOne(int fresh, Place place) throws IOException {
    int copy = mounts.openTree(fresh, "", MountCalls.OPEN_TREE_CLONE);
    try {
      namespaces.inside(
          place.namespace(),
          () -> {
            mounts.moveMount(copy, AT_FDCWD, place.path(), MountCalls.MOVE_MOUNT_BENEATH);
            uncover(place.path());
            return place;
          });
    } finally {
      files.close(copy);
    }
  }

  /// What lies beneath cannot be taken away, so the only way is on.
  private void uncover(String path) throws SystemCallException {
    for (int i = 1; ; i++) {
      try {
        mounts.umount2(path, MountCalls.MNT_DETACH);
        return;
      } catch (SystemCallException e) {
        if (i == UNCOVER_TRIES) {
          throw e;
        }
      }
    }
  }

  private void restore(int old, List<Place> swapped, List<Place> others, IOException because) {
    try {
      release(old, others); // First, for a copy of a read-only mount is read-only.
    } catch (IOException e) {
      because.addSuppressed(e);
    }
    for (var place : swapped) {
      try {
        swapOne(old, place);
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }
}
