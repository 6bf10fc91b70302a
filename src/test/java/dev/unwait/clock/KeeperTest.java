package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class KeeperTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final ClockOptions SMALL =
      new ClockOptions(16, 4, Duration.ofMillis(1), 100, Duration.ofDays(1), Duration.ofMinutes(1));

  /// A sink that can be stalled and made to fail.
  private static final class Memory implements SpanSink {
    final List<SpanChunk> chunks = new ArrayList<>();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch open;
    volatile boolean failing;

    Memory(boolean stalled) {
      open = new CountDownLatch(stalled ? 1 : 0);
    }

    @Override
    public void keep(SpanChunk chunk, Instant now) throws IOException {
      entered.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (failing) {
        throw new IOException("no room");
      }
      chunks.add(chunk);
    }

    @Override
    public void retain(long spansMax, Instant since) {}

    List<Long> starts() {
      return chunks.stream().flatMap(c -> c.spans().stream()).map(Span::startMicros).toList();
    }

    long dropped() {
      return chunks.stream().mapToLong(SpanChunk::dropped).sum();
    }
  }

  @Test
  void recordNeverWaitsForAStalledSinkAndDropsAreCounted() throws Exception {
    var sink = new Memory(true);
    var keeper = new Keeper(sink, SMALL, InstantSource.system());
    keeper.start();
    keeper.record(Spans.at(0));
    sink.entered.await(); // The keeper now holds that one span and stands still.

    for (int i = 1; i <= 100; i++) {
      keeper.record(Spans.at(i));
    }

    assertThat(keeper.dropped()).isEqualTo(84);
    assertThat(keeper.flush(Duration.ofMillis(5))).isFalse();
    sink.open.countDown();
    assertThat(keeper.stop(BOUND)).isTrue();
    assertThat(sink.starts()).isEqualTo(LongStream.rangeClosed(0, 16).boxed().toList());
    assertThat(sink.dropped()).isEqualTo(84);
  }

  @Test
  void spansKeepTheirOrderAndAFlushSeesThemAll() throws Exception {
    var sink = new Memory(false);
    var keeper = new Keeper(sink, SMALL, InstantSource.system());
    keeper.start();
    for (int i = 0; i < 200; i++) {
      keeper.record(Spans.at(i));
      if (i % 10 == 9) {
        assertThat(keeper.flush(BOUND)).isTrue();
      }
    }
    assertThat(keeper.stop(BOUND)).isTrue();

    assertThat(sink.starts()).isEqualTo(LongStream.range(0, 200).boxed().toList());
    assertThat(sink.chunks).allMatch(chunk -> chunk.spans().size() <= SMALL.chunkMax());
    assertThat(keeper.dropped()).isZero();
  }

  @Test
  void whatASinkDidNotKeepCountsAsDroppedAndIsToldLater() throws Exception {
    var sink = new Memory(false);
    var keeper = new Keeper(sink, SMALL, InstantSource.system());
    keeper.start();
    sink.failing = true;
    for (int i = 0; i < 3; i++) {
      keeper.record(Spans.at(i));
    }
    assertThat(keeper.flush(BOUND)).isTrue();
    sink.failing = false;
    keeper.record(Spans.at(9));
    assertThat(keeper.stop(BOUND)).isTrue();

    assertThat(keeper.dropped()).isEqualTo(3);
    assertThat(sink.starts()).containsExactly(9L);
    assertThat(sink.dropped()).isEqualTo(3);
  }
}
