package dev.unwait.overlay;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.SystemCallException;
import java.io.Closeable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The thread that does what no answer needs to wait for: it removes discarded layers and lets go
/// of frozen trees. What it does not finish, the next one finds.
final class Sweeper implements Closeable {
  private static final Logger LOG = Logger.getLogger(Sweeper.class.getName());
  private static final int WAITING_MAX = 256;
  private static final long CLOSE_SECONDS = 30;

  private final FileCalls files;
  private final int folder;
  private final Removal removal;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean sweepWaits = new AtomicBoolean();
  private volatile boolean closing;

  /// @param folder a descriptor of the folder that has {@link LayerFolders#GONE} in it
  Sweeper(FileCalls files, int folder) {
    this.files = files;
    this.folder = folder;
    removal = new Removal(files, folder, () -> closing);
    // A full queue makes the caller do the work itself, so that nothing is lost and all is bounded.
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("sweeper").factory(),
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /// Does the task after what was asked for earlier.
  void later(Runnable task) {
    thread.execute(task);
  }

  /// Removes all that was discarded so far.
  void sweep() {
    if (sweepWaits.compareAndSet(false, true)) {
      later(() -> {
        sweepWaits.set(false);
        removeAll();
      });
    }
  }

  private void removeAll() {
    try {
      boolean some = true;
      while (some && !closing) {
        some = false;
        for (var entry : files.list(folder, LayerFolders.GONE)) {
          some |= removeOne(LayerFolders.GONE + "/" + entry.name(), entry.type());
        }
      }
    } catch (SystemCallException e) {
      LOG.log(
          Level.WARNING, "Deleted layers could not be listed; they stay until the next start.", e);
    }
  }

  private boolean removeOne(String path, int type) {
    if (closing) {
      return false;
    }
    try {
      removal.remove(folder, path, type);
      return true;
    } catch (SystemCallException e) {
      LOG.log(Level.WARNING, "A deleted layer could not be removed. path=" + path, e);
      return false;
    }
  }

  /// Ends the removing at the next file, and does the rest.
  @Override
  public void close() {
    closing = true;
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
