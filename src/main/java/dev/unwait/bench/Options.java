package dev.unwait.bench;

import java.nio.file.Path;
import java.util.List;

/// What is measured and how long.
///
/// @param names of benchmarks or groups; all of them where empty
/// @param json whether the structured report is printed instead of a table
/// @param large whether the benchmarks that take minutes or gigabytes are in
/// @param folder where a folder for all that is written is made, and removed in the end
public record Options(List<String> names, boolean json, Effort effort, boolean large, Path folder) {
  /// How many rounds the numbers rest on.
  public enum Effort {
    /// For tests: two rounds, whose numbers say nothing.
    TINY,
    /// A third of the time.
    QUICK,
    FULL
  }

  public Options {
    names = List.copyOf(names);
  }
}
