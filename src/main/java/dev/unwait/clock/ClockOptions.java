package dev.unwait.clock;

import java.time.Duration;

/// The bounds of a {@link Clock}.
///
/// @param waitingMax how many spans may wait to be kept; what comes on top is dropped and counted;
///   a power of two
/// @param chunkMax how many spans are kept together
/// @param pause how long spans wait at most for others to be kept with
/// @param keptMax how many spans are kept, roughly; the oldest go first
/// @param keptFor how long spans are kept
/// @param retainEvery how often the two bounds before are applied
public record ClockOptions(
    int waitingMax,
    int chunkMax,
    Duration pause,
    long keptMax,
    Duration keptFor,
    Duration retainEvery) {
  public static final ClockOptions DEFAULT =
      new ClockOptions(
          8192, 512, Duration.ofMillis(50), 1_000_000, Duration.ofDays(7), Duration.ofMinutes(1));

  public ClockOptions {
    if (Integer.bitCount(waitingMax) != 1) {
      throw new IllegalArgumentException("waitingMax must be a power of two");
    }
    if (chunkMax < 1 || keptMax < 1) {
      throw new IllegalArgumentException("chunkMax and keptMax must be positive");
    }
    if (!pause.isPositive() || !keptFor.isPositive() || !retainEvery.isPositive()) {
      throw new IllegalArgumentException("durations must be positive");
    }
  }
}
