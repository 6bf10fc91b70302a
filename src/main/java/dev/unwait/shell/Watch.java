package dev.unwait.shell;

import java.io.Closeable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Looks, several times a second, at what running commands use. It stands still while none runs.
final class Watch implements Closeable {
  private static final Logger LOG = System.getLogger(Watch.class.getName());
  private static final Duration PERIOD = Duration.ofMillis(100);
  // Looking must not cost more than a part of one processor, however many run.
  private static final int SHARE = 4;

  private final Set<Session> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("shell-watch").factory());

  void begin(Session session) {
    running.add(session);
    if (ticking.compareAndSet(false, true)) {
      tickIn(PERIOD.toNanos());
    }
  }

  void end(Session session) {
    running.remove(session);
  }

  private void tickIn(long nanos) {
    try {
      Future<?> ignored = clock.schedule(this::tick, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      running.clear(); // It is being closed.
    }
  }

  private void tick() {
    long began = System.nanoTime();
    try {
      running.forEach(Session::look);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "looking after running commands failed", e);
    }
    ticking.set(false);
    if (!running.isEmpty() && ticking.compareAndSet(false, true)) {
      tickIn(Math.max(PERIOD.toNanos(), SHARE * (System.nanoTime() - began)));
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
