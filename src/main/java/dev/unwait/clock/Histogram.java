package dev.unwait.clock;

/// Counts numbers in buckets that are narrow where numbers are small: 64 for each power of two.
final class Histogram {
  /// How far a value may lie from the one that was counted, as a share of it.
  static final double ERROR = 1 / 128.0;

  private static final int STEPS_BITS = 6;
  private static final int STEPS = 1 << STEPS_BITS;
  private static final int POWERS = Long.SIZE - STEPS_BITS;

  private final int[] counts = new int[POWERS * STEPS];

  /// Counts a number, which may not be negative.
  void add(long value) {
    counts[bucket(value)]++;
  }

  /// The middle of the bucket of the number with this rank, the smallest having rank 1.
  long value(long rank) {
    long left = rank;
    int bucket = -1;
    while (left > 0) {
      left -= counts[++bucket];
    }
    return middle(bucket);
  }

  /// Numbers below 64 have a bucket each; above, the 6 bits behind the highest one choose it.
  private static int bucket(long value) {
    int shift = Math.max(0, Long.SIZE - 1 - STEPS_BITS - Long.numberOfLeadingZeros(value | 1));
    return shift == 0 ? (int) value : (shift << STEPS_BITS) + (int) (value >>> shift);
  }

  private static long middle(int bucket) {
    if (bucket < 2 * STEPS) {
      return bucket;
    }
    int shift = (bucket >> STEPS_BITS) - 1;
    long low = (long) (STEPS + (bucket & (STEPS - 1))) << shift;
    return low + (1L << shift >> 1);
  }
}
