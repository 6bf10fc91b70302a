package dev.unwait.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets work clean up after itself when the process is told to end: its thread is interrupted, and
/// the process waits, for a while, until the work is closed.
public final class Stop implements AutoCloseable {
  private static final Duration CLEANING_MAX = Duration.ofMinutes(1);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean asked;

  private Stop(Thread worker) {
    hook = new Thread(() -> stop(worker), "clean-up");
  }

  /// For the work of this thread.
  public static Stop onSignal() {
    var stop = new Stop(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /// Whether the process was told to end.
  public boolean isAsked() {
    return asked;
  }

  private void stop(Thread worker) {
    asked = true;
    worker.interrupt();
    try {
      closed.await(CLEANING_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (!asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process has just been told to end: the hook finds the work closed.
      }
    }
  }
}
