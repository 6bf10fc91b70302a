package dev.unwait.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Starts daemons of our own, each in a process of its own and a home of its own.
public interface Daemons {
  /// Starts one and waits until it listens.
  Running start(Path home) throws IOException, InterruptedException;

  /// The command that is an MCP server on its standard streams and joins the daemon of that home.
  List<String> stdio(Path home);

  /// One that runs; closing it ends it and waits until it has gone.
  interface Running extends Closeable {
    /// A new connection through its socket.
    Door socket(String agent) throws IOException;

    long pid();
  }
}
