package dev.unwait.store;

import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A batch on its way: written by the writer, waited for by its caller.
final class Pending {
  final Batch batch;
  final Durability durability;
  private final Thread caller = Thread.currentThread();
  private @Nullable IOException failure; // Written before, and read after, `done`.
  private volatile boolean done;

  Pending(Batch batch, Durability durability) {
    this.batch = batch;
    this.durability = durability;
  }

  void acknowledge() {
    done = true;
    LockSupport.unpark(caller);
  }

  void fail(IOException why) {
    failure = why;
    acknowledge();
  }

  /// Waits through interrupts, for the caller must learn what became of the batch; only the thread
  /// that made this may wait.
  void await(Duration bound) throws IOException {
    if (!done) {
      park(bound);
    }
    if (!done) {
      throw RefusalException.unavailable(
          "write to the store",
          "the disk did not take the batch within " + bound + "; it may still do so",
          "Look at the load of the disk, then read before writing again");
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void park(Duration bound) {
    long end = System.nanoTime() + bound.toNanos();
    boolean interrupted = false;
    while (!done) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
