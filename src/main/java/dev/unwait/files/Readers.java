package dev.unwait.files;

import dev.unwait.linux.Linux;
import dev.unwait.linux.Reader;
import java.util.concurrent.ArrayBlockingQueue;

/// Readers lent to whoever reads just now, so that their buffers are allocated only once.
final class Readers {
  private static final int KEPT_MAX = 32;

  private final Linux linux;
  private final ArrayBlockingQueue<Reader> idle = new ArrayBlockingQueue<>(KEPT_MAX);

  Readers(Linux linux) {
    this.linux = linux;
  }

  Reader take() {
    Reader reader = idle.poll();
    return reader == null ? linux.reader() : reader;
  }

  /// Takes a reader back; one too many is left to the collector.
  void give(Reader reader) {
    boolean _ = idle.offer(reader);
  }
}
