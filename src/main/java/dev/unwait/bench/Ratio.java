package dev.unwait.bench;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// How many times as large the one median is as the other, with the interval that holds it with 95
/// percent.
///
/// @param median of what was measured
/// @param low the 2.5th percentile over resampled rounds
/// @param high the 97.5th percentile over resampled rounds
public record Ratio(double median, double low, double high) {
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /// Divides the median of `above` by that of `below`. Both were measured in the same rounds, and
  /// whole rounds are drawn again, so that what disturbed both sides at a time stays together.
  ///
  /// @param above by round; the values in a round may differ in number
  static Ratio bootstrap(double[][] above, double[][] below, int draws, RandomGenerator random) {
    if (above.length != below.length) {
      throw new IllegalArgumentException(above.length + " rounds against " + below.length);
    }
    int rounds = above.length;
    double[] ratios = new double[draws];
    var drawnAbove = new double[rounds][];
    var drawnBelow = new double[rounds][];
    for (int draw = 0; draw < draws; draw++) {
      for (int i = 0; i < rounds; i++) {
        int round = random.nextInt(rounds);
        drawnAbove[i] = above[round];
        drawnBelow[i] = below[round];
      }
      ratios[draw] = divide(drawnAbove, drawnBelow);
    }
    Arrays.sort(ratios);
    return new Ratio(
        divide(above, below), Samples.quantile(ratios, LOW), Samples.quantile(ratios, HIGH));
  }

  private static double divide(double[][] above, double[][] below) {
    return Samples.pooled(above).median() / Samples.pooled(below).median();
  }
}
