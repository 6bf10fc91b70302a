package dev.unwait.shell;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Looks after shells that have been quiet for a moment.
final class Settling implements Closeable {
  private static final Logger LOG = System.getLogger(Settling.class.getName());

  private final Duration quiet;
  private final Set<Session> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("shell-settling").factory());
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();

  Settling(Duration quiet) {
    this.quiet = quiet;
  }

  /// Looks after the shell when it has been quiet for long enough.
  void later(Session session) {
    if (waiting.add(session)) {
      schedule(session, quiet.toNanos());
    }
  }

  private void schedule(Session session, long nanos) {
    try {
      Future<?> ignored = clock.schedule(() -> due(session), nanos, TimeUnit.NANOSECONDS);
    } catch (java.util.concurrent.RejectedExecutionException e) {
      waiting.clear(); // It is being closed.
    }
  }

  private void due(Session session) {
    long left = session.quietSince() + quiet.toNanos() - System.nanoTime();
    if (left > 0) {
      schedule(session, left);
    } else {
      waiting.remove(session);
      work.execute(() -> settle(session));
    }
  }

  private static void settle(Session session) {
    try {
      session.settle();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the state of a shell was not noted down name=" + session.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    work.shutdownNow();
    work.close();
  }
}
