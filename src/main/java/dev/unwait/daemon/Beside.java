package dev.unwait.daemon;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Something that is being opened on a thread of its own while others go on.
///
/// @param <T> what it will be
final class Beside<T> {
  /// Opens it.
  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  private final CompletableFuture<T> opened = new CompletableFuture<>();

  private Beside() {}

  static <T> Beside<T> start(String thread, Opening<T> opening) {
    var beside = new Beside<T>();
    Thread.ofPlatform()
        .name(thread)
        .daemon(true)
        .start(() -> {
          try {
            beside.opened.complete(opening.open());
          } catch (IOException | RuntimeException | Error e) {
            beside.opened.completeExceptionally(e);
          }
        });
    return beside;
  }

  /// Waits for it; how long that takes is bounded by what is opened.
  T get() throws IOException {
    try {
      return opened.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new AssertionError("an opening threw", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while something was opened", e);
    }
  }
}
