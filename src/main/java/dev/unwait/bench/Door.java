package dev.unwait.bench;

import dev.unwait.json.Json;
import java.io.Closeable;
import java.io.IOException;

/// A way in to the tools of a daemon, for one caller at a time.
public interface Door extends Closeable {
  /// @return the structured answer
  /// @throws dev.unwait.base.RefusalException where the answer is no
  Json call(String tool, Json arguments) throws IOException;
}
