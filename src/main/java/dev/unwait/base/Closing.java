package dev.unwait.base;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Owns resources and closes them in reverse order of acquisition, whatever fails on the way.
///
/// The first failure is thrown; later ones are attached to it as suppressed.
public final class Closing implements Closeable {
  private final Deque<Closeable> resources = new ArrayDeque<>();

  public void own(Closeable resource) {
    resources.push(resource);
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
