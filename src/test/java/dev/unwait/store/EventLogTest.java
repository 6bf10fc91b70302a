package dev.unwait.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class EventLogTest {
  private static final byte[] EVENT = {1, 2, 3};

  @TempDir Path folder;

  @Test
  void sequencesRiseAcrossReopeningAndTruncation() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      var log = EventLog.open(store, "a");
      assertThat(log.append(EVENT, Durability.LOGGED)).isEqualTo(1);
      assertThat(log.append(List.of(EVENT, EVENT), new Batch(), Durability.SYNCED)).isEqualTo(3);
      log.truncateBefore(4, Durability.LOGGED);
      log.truncateBefore(2, Durability.LOGGED);
    }

    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      var log = EventLog.open(store, "a");
      assertThat(sequences(log, 0)).isEmpty();
      assertThat(log.append(EVENT, Durability.LOGGED)).isEqualTo(4);
      assertThat(sequences(log, 0)).containsExactly(4L);
      assertThatThrownBy(() -> log.truncateBefore(6, Durability.LOGGED))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void logsWhoseNamesBeginAlikeStayApart() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      var shorter = EventLog.open(store, "a");
      var longer = EventLog.open(store, "a/b");
      shorter.append(EVENT, Durability.LOGGED);
      longer.append(EVENT, Durability.LOGGED);
      longer.append(EVENT, Durability.LOGGED);

      shorter.truncateBefore(2, Durability.LOGGED);

      assertThat(sequences(shorter, 0)).isEmpty();
      assertThat(sequences(longer, 0)).containsExactly(1L, 2L);
      assertThat(sequences(longer, 2)).containsExactly(2L);
    }
  }

  @Test
  void concurrentAppendsLeaveNoGapForAnyReader() throws Exception {
    var seen = new ConcurrentSkipListMap<Long, Long>();
    try (var store = Store.open(folder, StoreOptions.DEFAULT);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var log = EventLog.open(store, "a");
      var writers = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 8; writer++) {
        var durability = writer % 2 == 0 ? Durability.LOGGED : Durability.SYNCED;
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < 50; i++) {
                long mark = Thread.currentThread().threadId();
                byte[] event = ByteBuffer.allocate(8).putLong(mark).array();
                seen.put(log.append(event, durability), mark);
              }
              return null;
            }));
      }
      while (writers.stream().anyMatch(w -> !w.isDone())) {
        var read = sequences(log, 1);
        assertThat(read).isEqualTo(LongStream.rangeClosed(1, read.size()).boxed().toList());
      }
      for (var writer : writers) {
        writer.get();
      }

      assertThat(seen).hasSize(400).containsKeys(1L, 400L);
      try (var reader = log.from(1)) {
        for (long sequence = 1; sequence <= 400; sequence++) {
          var event = requireNonNull(reader.next());
          assertThat(event.sequence()).isEqualTo(sequence);
          assertThat(ByteBuffer.wrap(event.bytes()).getLong()).isEqualTo(seen.get(sequence));
        }
      }
    }
  }

  private static List<Long> sequences(EventLog log, long from) throws IOException {
    var sequences = new ArrayList<Long>();
    try (var reader = log.from(from)) {
      for (var event = reader.next(); event != null; event = reader.next()) {
        sequences.add(event.sequence());
      }
    }
    return sequences;
  }
}
