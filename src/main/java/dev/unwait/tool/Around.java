package dev.unwait.tool;

import dev.unwait.json.Json;
import java.io.IOException;

/// What goes around each call of a tool at one door; it may refuse, prepare, and must call on.
@FunctionalInterface
public interface Around {
  /// The call itself.
  @FunctionalInterface
  interface Inner {
    Json call() throws IOException, InterruptedException;
  }

  Json call(ToolSpec<?, ?> spec, Inner inner) throws IOException, InterruptedException;
}
