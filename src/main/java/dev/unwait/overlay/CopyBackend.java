package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_PATH;

import dev.unwait.base.Closing;
import dev.unwait.base.RefusalException;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.MountCalls;
import dev.unwait.linux.SystemCallException;
import dev.unwait.transfer.CopyOptions;
import dev.unwait.transfer.ProgressListener;
import dev.unwait.transfer.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Trees as whole copies, for where overlay mounts are not to be had.
final class CopyBackend implements Backend, LiveLayer.Owner {
  private final Kind kind;
  private final Linux linux;
  private final FileCalls files;
  private final MountCalls mounts;
  private final LayerFolders folders;
  private final CopyStamp stamps;
  private final Namespaces namespaces;
  private final Exchange exchange;
  private final Sweeper sweeper;
  private final boolean mounting;
  private final Closing closing = new Closing();
  private final Set<LayerId> open = ConcurrentHashMap.newKeySet();

  /// @param layers the folder for the layers, made where it is not there
  /// @param kind {@link Backend.Kind#REFLINK} or {@link Backend.Kind#COPY}
  CopyBackend(Linux linux, Path layers, Kind kind) throws IOException {
    this.kind = kind;
    this.linux = linux;
    files = linux.files();
    mounts = linux.mounts();
    folders = new LayerFolders(files, layers);
    closing.own(folders);
    stamps = new CopyStamp(files, folders.fd());
    try {
      mounting = canMount();
      namespaces = new Namespaces(linux);
    } catch (IOException e) {
      closing.close();
      throw e;
    }
    closing.own(namespaces);
    exchange = new Exchange(linux, namespaces);
    sweeper = new Sweeper(files, folders.fd());
    closing.own(sweeper);
    sweeper.sweep();
  }

  private boolean canMount() throws SystemCallException {
    try {
      files.close(mounts.openTree(folders.fd(), "", MountCalls.OPEN_TREE_CLONE));
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.EPERM) || e.is(Errno.ENOSYS)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public boolean layered() {
    return false;
  }

  @Override
  public Path directory(LayerId layer) {
    return folders.path(layer);
  }

  @Override
  public LiveTree open(LayerId top, List<LayerId> lowers) throws IOException {
    return openLayer(top, lowers);
  }

  private LiveLayer openLayer(LayerId top, List<LayerId> lowers) throws IOException {
    if (!open.add(top)) {
      throw new IllegalStateException("layer " + top + " is open already");
    }
    boolean done = false;
    try {
      if (!stamps.exists(top)) {
        copy(lowers.getFirst(), top);
      }
      var tree = new LiveLayer(this, descriptor(top, 0), top, lowers);
      done = true;
      return tree;
    } finally {
      if (!done) {
        open.remove(top);
      }
    }
  }

  /// Makes a layer as a copy; what is there of it is of a copy that was not finished.
  private void copy(LayerId source, LayerId target) throws IOException {
    folders.discard(target);
    boolean done = false;
    try {
      Files.createDirectories(folders.path(target));
      copyTree(source, target);
      stamps.set(target);
      done = true;
    } finally {
      if (!done) {
        folders.discard(target);
        sweeper.sweep();
      }
    }
  }

  private void copyTree(LayerId source, LayerId target) throws IOException {
    int from = files.openat(folders.fd(), LayerFolders.tree(source), O_DIRECTORY, 0);
    try {
      int to = files.openat(folders.fd(), LayerFolders.tree(target), O_DIRECTORY, 0);
      try {
        TreeCopy.copy(linux, from, to, CopyOptions.defaults(), ProgressListener.NONE);
      } finally {
        files.close(to);
      }
    } finally {
      files.close(from);
    }
  }

  private int descriptor(LayerId layer, long attributes) throws SystemCallException {
    if (!mounting) {
      return files.openat(folders.fd(), LayerFolders.tree(layer), O_PATH | O_DIRECTORY, 0);
    }
    int fd = mounts.openTree(folders.fd(), LayerFolders.tree(layer), MountCalls.OPEN_TREE_CLONE);
    boolean done = false;
    try {
      mounts.mountSetattr(fd, attributes, 0);
      done = true;
      return fd;
    } finally {
      if (!done) {
        files.close(fd);
      }
    }
  }

  @Override
  public Tree view(List<LayerId> layers) throws IOException {
    int fd = descriptor(layers.getFirst(), MountCalls.MOUNT_ATTR_RDONLY);
    return new FrozenTree(files, fd, layers);
  }

  @Override
  public void show(Tree tree, Place place) throws IOException {
    if (!mounting) {
      throw RefusalException.unsupported(
          "show a branch at " + place.path(),
          "this process may not mount",
          "Work in " + folders.path(tree.layers().getFirst()) + " instead");
    }
    exchange.show(tree.fd(), place);
  }

  @Override
  public Frozen freeze(LiveTree tree, LayerId next, Collection<Place> places, boolean busy)
      throws IOException {
    stamps.seal(tree.top());
    copy(tree.top(), next);
    return new Frozen(next, tree, Exactness.COPIED);
  }

  @Override
  public Optional<LiveTree> exchange(
      LiveTree tree, LayerId next, List<LayerId> lowers, Collection<Place> places)
      throws IOException {
    if (!(tree instanceof LiveLayer old)) {
      throw new IllegalArgumentException(tree + " is of another back end");
    }
    if (!isSettled(old)) {
      return Optional.empty();
    }
    var live = openLayer(next, lowers);
    boolean done = false;
    try {
      done = mounting ? namespaces.send(() -> swap(old, live, places)) : isSettled(old);
      if (done) {
        old.close();
      }
      return done ? Optional.of(live) : Optional.empty();
    } finally {
      if (!done) {
        live.close();
        folders.discard(next);
        sweeper.sweep();
      }
    }
  }

  private boolean swap(LiveLayer old, LiveLayer live, Collection<Place> places) throws IOException {
    if (exchange.fence(old.fd(), places) == Exchange.Fence.REFUSED) {
      return false;
    }
    boolean clean = false;
    try {
      clean = isSettled(old);
    } finally {
      if (!clean) {
        exchange.release(old.fd(), places);
      }
    }
    if (clean) {
      exchange.swap(old.fd(), live.fd(), places);
    }
    return clean;
  }

  /// Whether all that was ever written to the tree is in the layer that was last copied from it, or
  /// in those beneath.
  private boolean isSettled(LiveLayer tree) throws IOException {
    return isClean(tree) || stamps.isUnchangedSinceSeal(tree.top());
  }

  @Override
  public boolean isClean(LiveLayer tree) throws IOException {
    return stamps.isUnchanged(tree.top());
  }

  @Override
  public void release(LiveLayer tree) {
    files.close(tree.descriptor());
    open.remove(tree.top());
  }

  @Override
  public void delete(Collection<LayerId> layers) throws IOException {
    for (var layer : new ArrayList<>(layers)) {
      if (open.contains(layer)) {
        throw new IllegalStateException("delete of layer " + layer + ", which is open");
      }
      folders.discard(layer);
    }
    sweeper.sweep();
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }
}
