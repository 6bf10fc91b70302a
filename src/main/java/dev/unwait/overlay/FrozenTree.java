package dev.unwait.overlay;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.FileCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// A read-only view of frozen layers.
final class FrozenTree implements Tree {
  private final FileCalls files;
  private final int fd;
  private final List<LayerId> layers;
  private final AtomicBoolean closed = new AtomicBoolean();

  FrozenTree(FileCalls files, int fd, List<LayerId> layers) {
    this.files = files;
    this.fd = fd;
    this.layers = List.copyOf(layers);
  }

  @Override
  public int fd() {
    if (closed.get()) {
      throw new IllegalStateException("the view of layers " + layers + " is closed");
    }
    return fd;
  }

  @Override
  public List<LayerId> layers() {
    return layers;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      files.close(fd);
    }
  }
}
