package dev.unwait.overlay;

import dev.unwait.base.Closing;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.MountCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Trees as detached overlay mounts of the kernel: a branch is made, frozen and nested in constant
/// time, and its files are read and written at native speed.
final class OverlayBackend implements Backend, LiveLayer.Owner {
  private static final Logger LOG = Logger.getLogger(OverlayBackend.class.getName());

  private final Kind kind;
  private final Linux linux;
  private final FileCalls files;
  private final MountCalls mounts;
  private final LayerFolders folders;
  private final OverlayMounts overlays;
  private final Namespaces namespaces;
  private final Exchange exchange;
  private final Sweeper sweeper;
  private final Spares spares;
  private final Closing closing = new Closing();
  private final Set<LayerId> open = ConcurrentHashMap.newKeySet();

  /// @param layers the folder for the layers, made where it is not there
  /// @param rootless whether this process is root in a user namespace only
  OverlayBackend(Linux linux, Path layers, boolean rootless) throws IOException {
    this.linux = linux;
    kind = rootless ? Kind.OVERLAY_ROOTLESS : Kind.OVERLAY;
    files = linux.files();
    mounts = linux.mounts();
    folders = new LayerFolders(files, layers);
    closing.own(folders);
    overlays = new OverlayMounts(linux, folders, rootless);
    try {
      namespaces = new Namespaces(linux);
    } catch (IOException e) {
      closing.close();
      throw e;
    }
    closing.own(namespaces);
    exchange = new Exchange(linux, namespaces);
    sweeper = new Sweeper(files, folders.fd());
    closing.own(sweeper);
    discardSpares(layers);
    sweeper.sweep();
    spares = new Spares(new SpareMaker());
    closing.own(spares);
  }

  /// Those that a daemon which was killed has left.
  private void discardSpares(Path layers) throws IOException {
    try (var all = Files.newDirectoryStream(layers)) {
      for (var folder : all) {
        var name = folder.getFileName().toString();
        if (Spares.isName(name)) {
          folders.discard(LayerId.parse(name));
        }
      }
    }
  }

  private final class SpareMaker implements Spares.Maker {
    @Override
    public int mount(LayerId id, List<LayerId> lowers) throws IOException {
      boolean done = false;
      try {
        folders.make(id, lowers.getFirst());
        int mount = overlays.writable(id, lowers);
        done = true;
        return mount;
      } finally {
        if (!done) {
          discardQuietly(id);
        }
      }
    }

    @Override
    public void drop(Spares.Spare spare) {
      files.close(spare.mount());
      discardQuietly(spare.id());
    }
  }

  @Override
  public void expect(List<LayerId> lowers, int count) {
    spares.expect(lowers, count);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public boolean layered() {
    return true;
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
    boolean fresh = false;
    try {
      var spare = spares.take(lowers);
      if (spare != null) {
        if (folders.adopt(spare.id(), top)) {
          done = true;
          return new LiveLayer(this, spare.mount(), top, lowers);
        }
        files.close(spare.mount());
        discardQuietly(spare.id());
      }
      fresh = folders.make(top, lowers.getFirst());
      if (!fresh) {
        folders.forgetVolatile(top);
      }
      var tree = new LiveLayer(this, overlays.writable(top, lowers), top, lowers);
      done = true;
      return tree;
    } finally {
      if (!done) {
        open.remove(top);
        if (fresh) {
          discardQuietly(top);
        }
      }
    }
  }

  private void discardQuietly(LayerId layer) {
    try {
      folders.discard(layer);
      sweeper.sweep();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A layer that failed to open could not be removed. layer=" + layer, e);
    }
  }

  @Override
  public Tree view(List<LayerId> layers) throws IOException {
    return new FrozenTree(files, overlays.readOnly(layers), layers);
  }

  @Override
  public void show(Tree tree, Place place) throws IOException {
    exchange.show(tree.fd(), place);
  }

  @Override
  public Frozen freeze(LiveTree tree, LayerId next, Collection<Place> places, boolean busy)
      throws IOException {
    var old = mine(tree);
    if (busy) {
      return copy(old, next);
    }
    var live = openLayer(next, old.layers());
    boolean done = false;
    try {
      var fence =
          namespaces.send(() -> {
            var result = exchange.fence(old.fd(), places);
            if (result != Exchange.Fence.REFUSED) {
              exchange.swap(old.fd(), live.fd(), places);
            }
            return result;
          });
      done = fence != Exchange.Fence.REFUSED;
      if (done) {
        retire(old);
        var exactness = fence == Exchange.Fence.AT_ONCE ? Exactness.EXACT : Exactness.FENCED;
        return new Frozen(old.top(), live, exactness);
      }
    } finally {
      if (!done) {
        abandon(live);
      }
    }
    return copy(old, next);
  }

  private LiveLayer mine(LiveTree tree) {
    if (tree instanceof LiveLayer live) {
      return live;
    }
    throw new IllegalArgumentException(tree + " is of another back end");
  }

  /// Undoes an opening: the layer was never written to.
  private void abandon(LiveLayer tree) {
    tree.close();
    discardQuietly(tree.top());
  }

  private Frozen copy(LiveLayer old, LayerId next) throws IOException {
    boolean done = false;
    try {
      Files.createDirectories(folders.path(next).getParent());
      LayerCopy.copy(linux, folders.path(old.top()), folders.path(next));
      done = true;
    } finally {
      if (!done) {
        discardQuietly(next);
      }
    }
    return new Frozen(next, old, Exactness.COPIED);
  }

  /// Lets go of a tree that is fenced, in the background: the kernel drops what it cached of it.
  private void retire(LiveLayer old) {
    if (!old.markClosed()) {
      throw new IllegalStateException(old + " was closed while it was frozen");
    }
    open.remove(old.top());
    sweeper.later(() -> {
      forbidWriting(old);
      files.close(old.descriptor());
    });
    sweeper.sweep();
  }

  /// Makes the file system itself read-only, which reaches mounts too that nobody told us of, and
  /// takes away what only writing needs.
  private void forbidWriting(LiveLayer old) {
    try {
      int fs = mounts.fspick(old.descriptor());
      try {
        mounts.fsconfigFlag(fs, "ro");
        mounts.fsconfigReconfigure(fs);
      } finally {
        files.close(fs);
      }
      folders.discardWork(old.top());
    } catch (IOException e) {
      String text =
          "A frozen layer could not be sealed; a mount that was made inside a shell may still write"
              + " to it. layer=";
      LOG.log(Level.WARNING, text + old.top(), e);
    }
  }

  @Override
  public Optional<LiveTree> exchange(
      LiveTree tree, LayerId next, List<LayerId> lowers, Collection<Place> places)
      throws IOException {
    var old = mine(tree);
    var live = openLayer(next, lowers);
    boolean done = false;
    try {
      done =
          namespaces.send(() -> {
            if (exchange.fence(old.fd(), places) == Exchange.Fence.REFUSED) {
              return false;
            }
            if (!isCleanOrRelease(old, places)) {
              return false;
            }
            exchange.swap(old.fd(), live.fd(), places);
            return true;
          });
      if (done) {
        retire(old);
      }
      return done ? Optional.of(live) : Optional.empty();
    } finally {
      if (!done) {
        abandon(live);
      }
    }
  }

  private boolean isCleanOrRelease(LiveLayer old, Collection<Place> places) throws IOException {
    boolean clean = false;
    try {
      clean = isClean(old);
    } finally {
      if (!clean) {
        exchange.release(old.fd(), places);
      }
    }
    return clean;
  }

  @Override
  public boolean isClean(LiveLayer tree) throws IOException {
    return folders.isClean(tree.top(), tree.lowers().getFirst());
  }

  @Override
  public void release(LiveLayer tree) {
    files.close(tree.descriptor());
    open.remove(tree.top());
  }

  @Override
  public void delete(Collection<LayerId> layers) throws IOException {
    spares.forget(layers);
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
