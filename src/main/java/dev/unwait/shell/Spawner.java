package dev.unwait.shell;

import dev.unwait.linux.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The one platform thread that starts processes: a sandbox dies with the thread that started it,
/// so that thread must live as long as the daemon.
final class Spawner implements Closeable {
  private final Linux linux;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("shell-spawner").factory());

  Spawner(Linux linux) {
    this.linux = linux;
  }

  /// @return the process number
  int spawn(List<String> command, List<String> environment, Map<Integer, Integer> descriptors)
      throws IOException {
    var spawned =
        thread.submit(() -> linux.processes().posix_spawn(command, environment, descriptors));
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return spawned.get();
        } catch (InterruptedException e) {
          interrupted = true; // A process that is being started must not be lost.
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IllegalStateException("starting a shell failed", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
