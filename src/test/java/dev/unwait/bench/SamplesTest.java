package dev.unwait.bench;

import static dev.unwait.testing.Seeds.forEachSeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class SamplesTest {
  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Samples.of(4, 1, 3, 2).median()).isEqualTo(2.5);
    assertThat(Samples.of(9, 1, 5).median()).isEqualTo(5);
  }

  @Test
  void oneSampleIsAllItsQuantiles() {
    assertThat(Samples.of(7).p99()).isEqualTo(7);
    assertThat(Samples.of(7).median()).isEqualTo(7);
  }

  @Test
  void nothingAndNotANumberAreRefused() {
    assertThatThrownBy(Samples::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Samples.of(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// A quantile is where a line through all (rank, value) points stands at that share of the way.
  @Test
  void quantilesAgreeWithTheLineThroughTheRankedValues() {
    forEachSeed(random -> {
      double[] values =
          DoubleStream.generate(random::nextGaussian).limit(1 + random.nextInt(50)).toArray();
      double q = random.nextDouble();
      double[] ranked = values.clone();
      Arrays.sort(ranked);
      double expected = ranked[ranked.length - 1];
      for (int i = 0; i + 1 < ranked.length; i++) {
        double left = (double) i / (ranked.length - 1);
        double right = (double) (i + 1) / (ranked.length - 1);
        if (q >= left && q < right) {
          expected = ranked[i] + (ranked[i + 1] - ranked[i]) * (q - left) / (right - left);
        }
      }

      assertThat(Samples.of(values).quantile(q)).isCloseTo(expected, within(1e-9));
    });
  }

  @Test
  void atMostOneInAHundredLiesAboveTheNinetyNinthPercentile() {
    forEachSeed(random -> {
      double[] values =
          DoubleStream.generate(random::nextDouble).limit(100 + random.nextInt(400)).toArray();
      double p99 = Samples.of(values).p99();

      long above = Arrays.stream(values).filter(value -> value > p99).count();
      assertThat(above).isBetween(1L, (long) Math.ceil(values.length / 100.0));
    });
  }
}
