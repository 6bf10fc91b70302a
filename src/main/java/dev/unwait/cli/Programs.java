package dev.unwait.cli;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What the command line starts in this process and knows nothing else about.
public interface Programs {
  /// How a daemon is run.
  ///
  /// @param http the port of the HTTP door; empty for any free one
  record DaemonOptions(Home home, OptionalInt http) {}

  /// How the demonstration is run.
  ///
  /// @param repository the Git repository to show it on; empty for this one
  record DemoOptions(Optional<Path> repository, boolean json) {}

  /// Which benchmarks are run.
  ///
  /// @param names all of them where empty
  record BenchOptions(List<String> names, boolean json) {
    public BenchOptions {
      names = List.copyOf(names);
    }
  }

  /// Serves until it is told to stop.
  ///
  /// @return the exit code
  int daemon(DaemonOptions options) throws IOException, InterruptedException;

  /// Shows Unwait at work.
  ///
  /// @return the exit code
  int demo(DemoOptions options, Terminal terminal) throws IOException, InterruptedException;

  /// Measures.
  ///
  /// @return the exit code
  int bench(BenchOptions options, Terminal terminal) throws IOException, InterruptedException;

  /// Probes the machine as a daemon on this home would: the answer of the tool `doctor`, for when
  /// no daemon runs.
  Json doctor(Home home) throws IOException, InterruptedException;
}
