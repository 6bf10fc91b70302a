package dev.unwait.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;

/// Waits for what other threads and processes bring about.
@NullMarked
public final class Await {
  private static final long PAUSE_NANOS = 2_000_000;

  /// What is waited for.
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /// Returns once the condition holds, or whether it holds when the time is over.
  public static boolean within(long seconds, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        return condition.holds();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
