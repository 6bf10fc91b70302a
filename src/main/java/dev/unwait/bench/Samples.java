package dev.unwait.bench;

import java.util.Arrays;

/// Measurements of one thing, in order of size.
public final class Samples {
  private static final double MEDIAN = 0.50;
  private static final double TAIL = 0.99;

  private final double[] sorted;

  private Samples(double[] sorted) {
    this.sorted = sorted;
  }

  /// @throws IllegalArgumentException where there are none, or one is not a number
  public static Samples of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (!Double.isFinite(sorted[0]) || !Double.isFinite(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("not a number among the samples");
    }
    return new Samples(sorted);
  }

  /// All values of all rounds.
  static Samples pooled(double[][] rounds) {
    return of(Arrays.stream(rounds).flatMapToDouble(Arrays::stream).toArray());
  }

  public int count() {
    return sorted.length;
  }

  public double median() {
    return quantile(MEDIAN);
  }

  /// The 99th percentile; with fewer than a hundred samples it lies near the largest.
  public double p99() {
    return quantile(TAIL);
  }

  /// The value below which the share `q` (0 to 1) of the samples lies, between neighbours in
  /// proportion.
  public double quantile(double q) {
    return quantile(sorted, q);
  }

  static double quantile(double[] sorted, double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("no quantile: " + q);
    }
    double at = q * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
