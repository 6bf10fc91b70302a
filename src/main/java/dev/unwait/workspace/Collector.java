package dev.unwait.workspace;

import dev.unwait.overlay.Backend;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Deletes, in the background, layers that no branch and no project holds any more.
final class Collector implements Closeable {
  private static final Logger LOG = System.getLogger(Collector.class.getName());

  private final Backend backend;
  private final Forest forest;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("layer-collector").daemon(true).factory());
  private final AtomicBoolean due = new AtomicBoolean();

  Collector(Backend backend, Forest forest) {
    this.backend = backend;
    this.forest = forest;
  }

  /// Has a collection made soon; many requests at once make one.
  void collect() {
    if (due.compareAndSet(false, true)) {
      try {
        thread.execute(this::run);
      } catch (RejectedExecutionException e) {
        LOG.log(Level.DEBUG, "layers are swept at the next start: this one is ending");
      }
    }
  }

  private void run() {
    due.set(false);
    var unheld = forest.unheld();
    if (unheld.isEmpty()) {
      return;
    }
    try {
      backend.delete(unheld);
    } catch (IOException e) {
      // They are swept at the next start.
      LOG.log(Level.WARNING, "layers could not be deleted count=" + unheld.size(), e);
    }
  }

  /// Ends once what is under way is done.
  @Override
  public void close() {
    thread.close();
  }
}
