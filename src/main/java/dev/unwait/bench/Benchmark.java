package dev.unwait.bench;

import java.io.IOException;

/// One thing that is measured.
///
/// @param group the first part of related names; `unwait bench fork` runs the group
/// @param large whether it is run only when asked for
record Benchmark(String group, String name, String what, Unit unit, boolean large, Work work) {
  /// Does the measuring.
  @FunctionalInterface
  interface Work {
    Rounds measure(Bed bed) throws IOException, InterruptedException;
  }

  boolean answersTo(String asked) {
    return name.equals(asked) || group.equals(asked) || name.startsWith(asked + "-");
  }
}
