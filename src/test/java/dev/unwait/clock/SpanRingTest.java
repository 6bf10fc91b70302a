package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class SpanRingTest {
  @Test
  void whatFindsNoRoomIsDroppedAndCounted() {
    var ring = new SpanRing(4);

    for (int i = 0; i < 6; i++) {
      ring.offer(Spans.at(i));
    }

    assertThat(ring.dropped()).isEqualTo(2);
    for (int i = 0; i < 4; i++) {
      assertThat(ring.poll()).isEqualTo(Spans.at(i));
    }
    assertThat(ring.poll()).isNull();
    assertThat(ring.offer(Spans.at(9))).isZero();
    assertThat(ring.poll()).isEqualTo(Spans.at(9));
  }

  /// Each writer numbers its spans; the reader must see each writer's numbers rise, and every span
  /// must be read or counted as dropped.
  @Test
  void manyWritersLoseNothingUncounted() throws Exception {
    int writers = 4;
    int each = 20_000;
    var ring = new SpanRing(256);
    var done = new CountDownLatch(writers);
    try (var threads = Executors.newFixedThreadPool(writers)) {
      var running = new ArrayList<Future<?>>();
      for (int writer = 0; writer < writers; writer++) {
        long base = (long) writer * each;
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                ring.offer(Spans.at(base + i));
              }
              done.countDown();
            }));
      }
      var last = new long[writers];
      long read = 0;
      while (true) {
        boolean over = done.getCount() == 0;
        var span = ring.poll();
        if (span != null) {
          int writer = (int) (span.startMicros() / each);
          assertThat(span.startMicros() % each + 1).isGreaterThan(last[writer]);
          last[writer] = span.startMicros() % each + 1;
          read++;
        } else if (over) {
          break;
        }
      }
      for (var thread : running) {
        thread.get();
      }
      assertThat(read + ring.dropped()).isEqualTo((long) writers * each);
      assertThat(read).isEqualTo(ring.taken()).isEqualTo(ring.offered());
    }
  }
}
