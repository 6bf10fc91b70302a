package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unwait.testing.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class ReportTest {
  private static final Instant SINCE = Instant.EPOCH.plusMillis(100);

  @Test
  void rowsAreWhatCountingByHandSays() {
    Seeds.forEachSeed(random -> {
      var all = Stream.generate(() -> Spans.random(random)).limit(random.nextInt(200)).toList();
      var spans = all.stream().filter(s -> s.startMicros() >= 100_000).toList();

      var report = Report.of(all, 3, SINCE, Instant.EPOCH.plusSeconds(1));

      assertThat(report.dropped()).isEqualTo(3);
      check(report.whole(), spans, spans);
      checkRows(report.tools(), spans, Span::tool);
      checkRows(report.branches(), spans, Span::branch);
      checkRows(report.agents(), spans, Span::agent);
    });
  }

  private static void checkRows(
      List<Report.Row> rows, List<Span> spans, Function<Span, String> name) {
    assertThat(rows.stream().map(Report.Row::name))
        .containsExactlyInAnyOrderElementsOf(spans.stream().map(name).distinct().toList());
    assertThat(rows)
        .isSortedAccordingTo(Comparator.comparingLong(Report.Row::totalNanos).reversed());
    for (var row : rows) {
      check(row, spans.stream().filter(s -> name.apply(s).equals(row.name())).toList(), spans);
    }
  }

  private static void check(Report.Row row, List<Span> spans, List<Span> all) {
    var totals = spans.stream().map(Span::totalNanos).sorted().toList();
    assertThat(row.calls()).isEqualTo(spans.size());
    assertThat(row.totalNanos()).isEqualTo(totals.stream().mapToLong(t -> t).sum());
    assertThat(row.queueNanos() + row.overheadNanos() + row.executedNanos())
        .isEqualTo(row.totalNanos());
    assertThat(row.p50Nanos()).isEqualTo(percentile(totals, 50));
    assertThat(row.p95Nanos()).isEqualTo(percentile(totals, 95));
    assertThat(row.p99Nanos()).isEqualTo(percentile(totals, 99));
    assertThat(row.maxNanos()).isEqualTo(percentile(totals, 100));
    assertThat(row.overheadP50Nanos())
        .isEqualTo(percentile(spans.stream().map(Span::overheadNanos).sorted().toList(), 50));
    assertThat(row.refused())
        .isEqualTo(spans.stream().filter(s -> s.outcome() == Outcome.REFUSED).count());
    assertThat(row.failed())
        .isEqualTo(spans.stream().filter(s -> s.outcome() == Outcome.FAILED).count());
    double whole = all.stream().mapToLong(Span::totalNanos).sum();
    assertThat(row.share()).isEqualTo(whole == 0 ? 0 : row.totalNanos() / whole, within(1e-9));
  }

  /// The smallest value that at least so many percent do not exceed, found by counting.
  private static long percentile(List<Long> sorted, int percent) {
    for (int i = 0; i < sorted.size(); i++) {
      if ((i + 1) * 100L >= (long) percent * sorted.size()) {
        return sorted.get(i);
      }
    }
    return 0;
  }

  @Test
  void coverageIsTheUnionOfIntervals() {
    Seeds.forEachSeed(random -> {
      var coverage = new Coverage();
      var bits = new BitSet();
      for (int i = random.nextInt(60); i > 0; i--) {
        int start = random.nextInt(1000);
        int end = start + random.nextInt(40);
        coverage.add(start, end);
        bits.set(start, end);
      }
      assertThat(coverage.total()).isEqualTo(bits.cardinality());
    });
  }

  @Test
  void coverageOfVeryManyPartsClosesTheSmallGapsOnly() {
    var coverage = new Coverage();
    long parts = 3L * Coverage.PARTS_MAX;
    for (long i = 0; i < parts; i++) {
      coverage.add(i * 11, i * 11 + 10);
    }
    coverage.add(1_000_000_000, 1_000_000_010);

    assertThat(coverage.total()).isBetween(parts * 10 + 10, parts * 11 + 10);
  }

  @Test
  void percentilesBeyondTheExactBoundKeepToTheirError() {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 5; round++) {
      var durations = new Durations();
      var all = new ArrayList<Long>();
      for (int i = 0; i < 3 * Durations.EXACT_MAX; i++) {
        long nanos = random.nextLong(1L << random.nextInt(1, 50));
        durations.add(nanos);
        all.add(nanos);
      }
      all.sort(null);
      for (int percent : List.of(1, 10, 50, 90, 95, 99, 100)) {
        long exact = percentile(all, percent);
        assertThat(Math.abs(durations.percentile(percent) - exact))
            .isLessThanOrEqualTo((long) (exact * Histogram.ERROR));
      }
      assertThat(durations.max()).isEqualTo(all.getLast());
    }
  }

  @Test
  void theHistogramTakesAnyNumber() {
    for (long value : List.of(0L, 1L, 63L, 64L, 127L, 128L, 129L, 1L << 40, Long.MAX_VALUE)) {
      var histogram = new Histogram();
      histogram.add(value);
      assertThat((double) histogram.value(1))
          .isEqualTo((double) value, within(value * Histogram.ERROR));
    }
  }
}
