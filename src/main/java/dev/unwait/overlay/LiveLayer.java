package dev.unwait.overlay;

import dev.unwait.branch.LayerId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// The writable tree of either back end: a detached mount and the layers that it shows.
final class LiveLayer implements LiveTree {
  /// What a back end knows about its live trees.
  interface Owner {
    boolean isClean(LiveLayer tree) throws IOException;

    void release(LiveLayer tree);
  }

  private final Owner owner;
  private final int fd;
  private final LayerId top;
  private final List<LayerId> lowers;
  private final AtomicBoolean closed = new AtomicBoolean();

  LiveLayer(Owner owner, int fd, LayerId top, List<LayerId> lowers) {
    this.owner = owner;
    this.fd = fd;
    this.top = top;
    this.lowers = List.copyOf(lowers);
  }

  @Override
  public int fd() {
    if (closed.get()) {
      throw new IllegalStateException("the tree of layer " + top + " is closed");
    }
    return fd;
  }

  @Override
  public LayerId top() {
    return top;
  }

  List<LayerId> lowers() {
    return lowers;
  }

  @Override
  public List<LayerId> layers() {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(top), lowers.stream())
        .toList();
  }

  @Override
  public boolean clean() throws IOException {
    return owner.isClean(this);
  }

  /// The descriptor, for whoever closes it; nothing if that was done already.
  boolean markClosed() {
    return closed.compareAndSet(false, true);
  }

  int descriptor() {
    return fd;
  }

  @Override
  public void close() {
    if (markClosed()) {
      owner.release(this);
    }
  }

  @Override
  public String toString() {
    return "tree of layer " + top;
  }
}
