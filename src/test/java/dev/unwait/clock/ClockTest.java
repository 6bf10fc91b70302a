package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.store.Store;
import dev.unwait.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class ClockTest {
  private static final Instant START = Instant.ofEpochSecond(1_000_000_000);

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource time = now::get;

  @Test
  void spansAreThereAfterARestart() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      try (var clock = Clock.open(store, ClockOptions.DEFAULT, time)) {
        clock.record(at(-3));
        clock.record(at(-2));
        assertThat(seconds(clock, -10)).containsExactly(-3L, -2L);
        clock.record(at(-1));
      }
    }

    try (var store = Store.open(folder, StoreOptions.DEFAULT);
        var clock = Clock.open(store, ClockOptions.DEFAULT, time)) {
      clock.record(at(0));
      assertThat(seconds(clock, -10)).containsExactly(-3L, -2L, -1L, 0L);
      assertThat(seconds(clock, -1)).containsExactly(-1L, 0L);
      assertThat(clock.dropped()).isZero();
    }
  }

  @Test
  void timeThatIsSetBackHidesNothing() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT);
        var clock = Clock.open(store, ClockOptions.DEFAULT, time)) {
      clock.record(at(0));
      assertThat(seconds(clock, 0)).containsExactly(0L);
      now.set(START.minusSeconds(3600));
      clock.record(at(-3600));

      assertThat(seconds(clock, -3600)).containsExactly(0L, -3600L);
      assertThat(seconds(clock, 0)).containsExactly(0L);
    }
  }

  @Test
  void theOldestAreForgottenByCountAndByAge() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      var log = SpanLog.open(store);
      for (int i = 0; i < 40; i++) {
        log.keep(new SpanChunk(List.of(at(i), at(i)), 0), START.plusSeconds(i));
      }

      log.retain(9, Instant.EPOCH);
      assertThat(seconds(log.since(Instant.EPOCH)))
          .containsExactly(36L, 36L, 37L, 37L, 38L, 38L, 39L, 39L);

      log.retain(1000, START.plusSeconds(38));
      assertThat(seconds(log.since(Instant.EPOCH))).containsExactly(38L, 38L, 39L, 39L);
      log.retain(1000, START.plusSeconds(38));
      assertThat(seconds(log.since(Instant.EPOCH))).containsExactly(38L, 38L, 39L, 39L);

      log.retain(1000, START.plusSeconds(1000));
      assertThat(seconds(log.since(Instant.EPOCH))).isEmpty();
    }
  }

  @Test
  void aReportIsMadeOfWhatTheClockKept() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT);
        var clock = Clock.open(store, ClockOptions.DEFAULT, time)) {
      now.set(START.plusSeconds(100));
      LongStream.range(0, 100).forEach(second -> clock.record(at(second)));
      var tally = new Tally(START.plusSeconds(50));
      try (var spans = clock.since(START.plusSeconds(50))) {
        for (var span = spans.next(); span != null; span = spans.next()) {
          tally.add(span);
        }
        var report = tally.report(spans.dropped(), now.get());

        assertThat(report.whole().calls()).isEqualTo(50);
        assertThat(report.dropped()).isZero();
        assertThat(report.tools()).singleElement().returns("run", Report.Row::name);
      }
    }
  }

  private static Span at(long second) {
    return Spans.at((START.getEpochSecond() + second) * 1_000_000);
  }

  /// The starts of all spans since that second, counted from the start of the test.
  private static List<Long> seconds(Clock clock, long since) throws IOException {
    return seconds(clock.since(START.plusSeconds(since)));
  }

  private static List<Long> seconds(SpanReader reader) throws IOException {
    var seconds = new ArrayList<Long>();
    try (var spans = reader) {
      for (var span = spans.next(); span != null; span = spans.next()) {
        seconds.add(span.startMicros() / 1_000_000 - START.getEpochSecond());
      }
    }
    return seconds;
  }
}
