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
  /// @param build a command that builds it, for repositories that need one
  /// @param keep whether what was made is left in place
  record DemoOptions(
      Optional<Path> repository, Optional<String> build, boolean json, boolean keep) {}

  /// Which benchmarks are run.
  ///
  /// @param names all of them where empty
  /// @param quick whether fewer rounds are enough
  /// @param large whether those are in that take minutes and gigabytes
  /// @param folder where everything is written; empty for a place of its choice
  record BenchOptions(
      List<String> names, boolean json, boolean quick, boolean large, Optional<Path> folder) {
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
