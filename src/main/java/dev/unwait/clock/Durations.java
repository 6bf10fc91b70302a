package dev.unwait.clock;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Durations of one kind of call and their percentiles: exact for the first {@link #EXACT_MAX},
/// within {@link Histogram#ERROR} beyond.
final class Durations {
  static final int EXACT_MAX = 10_000;
  private static final int SIZE_FIRST = 16;

  private long[] exact = new long[SIZE_FIRST];
  private @Nullable Histogram histogram;
  private int count;
  private long max;

  void add(long nanos) {
    if (histogram == null && count == EXACT_MAX) {
      histogram = new Histogram();
      Arrays.stream(exact, 0, count).forEach(histogram::add);
      exact = new long[0];
    }
    if (histogram != null) {
      histogram.add(nanos);
    } else {
      if (count == exact.length) {
        exact = Arrays.copyOf(exact, Math.min(EXACT_MAX, 2 * count));
      }
      exact[count] = nanos;
    }
    count++;
    max = Math.max(max, nanos);
  }

  long max() {
    return max;
  }

  /// The smallest duration that so many percent of all do not exceed; 0 if there is none.
  long percentile(double percent) {
    if (count == 0) {
      return 0;
    }
    int rank = Math.clamp((long) Math.ceil(percent / 100 * count), 1, count);
    if (histogram != null) {
      return Math.min(max, histogram.value(rank));
    }
    Arrays.sort(exact, 0, count);
    return exact[rank - 1];
  }
}
