package dev.unwait.bench;

import java.time.Duration;

/// How long a benchmark goes on: until `time` is over, but for `roundsMin` rounds at least and
/// `roundsMax` at most; twice the time ends it in any case.
///
/// @param warmUp for how long Unwait works before anything counts: agents meet a daemon that has
///   been up for days, whose code is compiled
record Pace(Duration warmUp, int roundsMin, int roundsMax, Duration time) {
  private static final int OVERTIME = 2;

  Pace {
    if (warmUp.isNegative() || roundsMin < 1 || roundsMax < roundsMin || time.isNegative()) {
      throw new IllegalArgumentException("no pace: " + roundsMin + " to " + roundsMax + " rounds");
    }
  }

  boolean isOver(int rounds, Duration spent) {
    boolean timeIsUp = spent.compareTo(time) >= 0;
    return rounds >= roundsMax
        || (timeIsUp && rounds >= roundsMin)
        || (rounds > 0 && spent.compareTo(time.multipliedBy(OVERTIME)) >= 0);
  }
}
