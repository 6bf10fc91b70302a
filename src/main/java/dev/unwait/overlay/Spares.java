package dev.unwait.overlay;

import dev.unwait.branch.LayerId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Empty layers that are mounted before they are asked for, above the layers that were forked last.
///
/// Their numbers count down from the largest there is, so that they are no layer's.
final class Spares implements Closeable {
  private static final Logger LOG = Logger.getLogger(Spares.class.getName());

  /// A mounted layer and the number under which it was made.
  record Spare(LayerId id, int mount) {}

  /// Makes and drops them.
  interface Maker {
    int mount(LayerId id, List<LayerId> lowers) throws IOException;

    void drop(Spare spare);
  }

  private final Maker maker;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("spare-trees").daemon(true).factory());
  private final ReentrantLock lock = new ReentrantLock();
  // All of these: under the lock.
  private final Deque<Spare> ready = new ArrayDeque<>();
  private List<LayerId> lowers = List.of();
  private int wanted;
  private long next = Long.MAX_VALUE;
  private boolean closed;

  Spares(Maker maker) {
    this.maker = maker;
  }

  /// Whether a folder of this name was a spare's.
  static boolean isName(String name) {
    return name.length() == Long.toString(Long.MAX_VALUE, Character.MAX_RADIX).length();
  }

  /// Has so many made above these layers, in place of those above others.
  void expect(List<LayerId> above, int count) {
    List<Spare> dropped;
    lock.lock();
    try {
      dropped = above.equals(lowers) ? List.of() : turnTo(above);
      wanted = count;
    } finally {
      lock.unlock();
    }
    try {
      thread.execute(() -> {
        dropped.forEach(maker::drop);
        fill();
      });
    } catch (RejectedExecutionException e) {
      dropped.forEach(maker::drop); // It was closed meanwhile.
    }
  }

  private List<Spare> turnTo(List<LayerId> above) {
    var dropped = List.copyOf(ready);
    ready.clear();
    lowers = List.copyOf(above);
    return dropped;
  }

  private void fill() {
    while (true) {
      LayerId id;
      List<LayerId> above;
      lock.lock();
      try {
        if (closed || lowers.isEmpty() || ready.size() >= wanted) {
          return;
        }
        id = new LayerId(next--);
        above = lowers;
      } finally {
        lock.unlock();
      }
      try {
        keep(new Spare(id, maker.mount(id, above)), above);
      } catch (IOException e) {
        LOG.log(Level.FINE, "A spare tree could not be made.", e);
        return;
      }
    }
  }

  private void keep(Spare spare, List<LayerId> above) {
    boolean kept;
    lock.lock();
    try {
      kept = !closed && lowers.equals(above);
      if (kept) {
        ready.add(spare);
      }
    } finally {
      lock.unlock();
    }
    if (!kept) {
      maker.drop(spare);
    }
  }

  /// One above exactly these layers, if there is one: whoever takes it owns it.
  @Nullable Spare take(List<LayerId> above) {
    lock.lock();
    try {
      return lowers.equals(above) ? ready.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of those that stand on one of these layers.
  void forget(Collection<LayerId> layers) {
    List<Spare> dropped = List.of();
    lock.lock();
    try {
      if (lowers.stream().anyMatch(layers::contains)) {
        dropped = turnTo(List.of());
      }
    } finally {
      lock.unlock();
    }
    dropped.forEach(maker::drop);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    thread.close();
    List<Spare> dropped;
    lock.lock();
    try {
      dropped = turnTo(List.of());
    } finally {
      lock.unlock();
    }
    dropped.forEach(maker::drop);
  }
}
