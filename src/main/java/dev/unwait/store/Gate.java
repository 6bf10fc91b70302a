package dev.unwait.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Counts who is inside, so that native memory is freed only when nobody can touch it any more.
final class Gate {
  private static final long CLOSED = Long.MIN_VALUE;

  private final String what;

  /// How many are inside; `CLOSED` is added once.
  private final AtomicLong inside = new AtomicLong();

  private volatile @Nullable Thread closer;

  Gate(String what) {
    this.what = what;
  }

  void enter() {
    if (inside.incrementAndGet() < 0) {
      leave();
      throw new IllegalStateException(what + " is closed");
    }
  }

  void leave() {
    if (inside.decrementAndGet() == CLOSED) {
      LockSupport.unpark(closer);
    }
  }

  /// Lets nobody in any more and waits until all are out; each is inside for one call only.
  ///
  /// @return whether this call closed it
  boolean close() {
    if (inside.getAndAccumulate(CLOSED, (count, closed) -> count < 0 ? count : count + closed)
        < 0) {
      return false;
    }
    closer = Thread.currentThread();
    while (inside.get() != CLOSED) {
      LockSupport.park(this);
    }
    return true;
  }
}
