package dev.unwait.shell;

import java.time.Duration;

/// What one command, with all that it starts, may use; whoever goes beyond is ended, and the answer
/// names the bound.
///
/// @param memory resident bytes of all processes of the shell together
/// @param processes how many of them
/// @param cpu processor time
/// @param time wall time, where the call itself says nothing
/// @param output bytes printed
/// @param openFiles in one process
/// @param fileSize bytes in one file
/// @param disk bytes that the branch differs by
/// @param temporary bytes in `/tmp`, and as many in the rest of what a shell has in memory
public record Bounds(
    long memory,
    int processes,
    Duration cpu,
    Duration time,
    long output,
    long openFiles,
    long fileSize,
    long disk,
    long temporary) {
  public static final Bounds DEFAULTS =
      new Bounds(
          4L << 30,
          1_000,
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          1L << 30,
          8_192,
          8L << 30,
          16L << 30,
          1L << 30);

  public Bounds {
    if (memory < 1
        || processes < 1
        || output < 1
        || openFiles < 64
        || fileSize < 1
        || disk < 1
        || temporary < 1) {
      throw new IllegalArgumentException("bounds must be positive, and open files at least 64");
    }
    if (!cpu.isPositive() || !time.isPositive()) {
      throw new IllegalArgumentException("bounds of time must be positive");
    }
  }

  /// Why a command was ended, for people.
  String explain(String stopped) {
    return switch (stopped) {
      case "time" -> "its time was over";
      case "output" -> "it printed more than " + output + " bytes";
      case "memory" -> "its processes held more than " + memory + " bytes of memory";
      case "processes" -> "it had more than " + processes + " processes";
      case "cpu" -> "it used more than " + cpu.toSeconds() + " s of processor time";
      case "disk" -> "its branch differs by more than " + disk + " bytes";
      default -> stopped;
    };
  }
}
