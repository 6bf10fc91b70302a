package dev.unwait.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/// Property tests without a framework: a property is run on many seeds, and a failure names its
/// seed.
///
/// `-Dseed=N` replays one seed; `-Dseeds=N` changes how many are tried (a soak uses millions).
@NullMarked
public final class Seeds {
  private static final int DEFAULT_COUNT = 200;

  @FunctionalInterface
  public interface Property {
    void check(RandomGenerator random) throws Exception;
  }

  private Seeds() {}

  public static void forEachSeed(Property property) {
    Long replayed = Long.getLong("seed");
    if (replayed != null) {
      check(property, replayed);
      return;
    }
    int count = Integer.getInteger("seeds", DEFAULT_COUNT);
    for (long seed = 0; seed < count; seed++) {
      check(property, seed);
    }
  }

  private static void check(Property property, long seed) {
    try {
      property.check(new SplittableRandom(seed));
    } catch (Throwable e) {
      throw new AssertionError("failed for -Dseed=" + seed, e);
    }
  }
}
