package dev.unwait.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process at a random moment: what it acknowledged is there, and batches are
/// whole.
@NullMarked
class KilledWriterIT {
  private static final int WRITERS = 8;
  private static final int ACKNOWLEDGED_MAX = 4000;

  @TempDir Path folder;

  @RepeatedTest(4)
  void whatWasAcknowledgedIsThereAndBatchesAreWhole(RepetitionInfo repetition) throws Exception {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var last = new long[WRITERS];
    long lastEvent = 0;
    for (int life = 0; life < 2; life++) {
      var child = ChildJvm.of(EndlessWriter.class, folder.toString()).start();
      try (var said = child.inputReader()) {
        int count = random.nextInt(1, ACKNOWLEDGED_MAX);
        lastEvent = Math.max(lastEvent, listen(said, count, last));
        child.toHandle().destroyForcibly(); // Leaves open what it said last.
        lastEvent = Math.max(lastEvent, listen(said, Integer.MAX_VALUE, last));
      } finally {
        child.destroyForcibly().waitFor();
      }
      check(last, lastEvent);
    }
  }

  /// Reads acknowledgements; a torn last line was not acknowledged.
  private static long listen(BufferedReader said, int count, long[] last) throws IOException {
    long event = 0;
    for (int i = 0; i < count; i++) {
      var line = said.readLine();
      if (line == null || !line.endsWith(";")) {
        break;
      }
      var words = line.replace(";", "").split(" ");
      last[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
      event = Math.max(event, Long.parseLong(words[2]));
    }
    return event;
  }

  private void check(long[] last, long lastEvent) throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        long state = number(store, Column.STATE, writer);
        assertThat(state).isGreaterThanOrEqualTo(last[writer]);
        assertThat(number(store, Column.KV, writer)).isEqualTo(state);
      }
      var log = EventLog.open(store, "log");
      assertThat(log.last()).isGreaterThanOrEqualTo(lastEvent);
      try (var reader = log.from(1)) {
        long sequence = 1;
        for (var e = reader.next(); e != null; e = reader.next()) {
          assertThat(e.sequence()).isEqualTo(sequence++);
        }
        assertThat(sequence - 1).isEqualTo(log.last());
      }
    }
  }

  private static long number(Store store, Column column, int writer) throws IOException {
    return store
        .get(column, key(writer))
        .map(bytes -> Long.parseLong(new String(bytes, UTF_8)))
        .orElse(0L);
  }

  private static byte[] key(int writer) {
    return ("writer" + writer).getBytes(UTF_8);
  }

  /// Writes the same number to two columns and a log, in one batch, and says so when acknowledged.
  static final class EndlessWriter {
    private static final ReentrantLock OUT = new ReentrantLock();

    public static void main(String[] args) throws Exception {
      try (var store = Store.open(Path.of(args[0]), StoreOptions.DEFAULT)) {
        var log = EventLog.open(store, "log");
        var threads =
            IntStream.range(0, WRITERS)
                .mapToObj(writer -> Thread.ofVirtual().start(() -> write(store, log, writer)))
                .toList();
        for (var thread : threads) {
          thread.join();
        }
      }
    }

    private static void write(Store store, EventLog log, int writer) {
      var durability = writer % 2 == 0 ? Durability.LOGGED : Durability.SYNCED;
      try {
        for (long number = number(store, Column.STATE, writer) + 1; ; number++) {
          byte[] value = Long.toString(number).getBytes(UTF_8);
          var batch = new Batch();
          batch.put(Column.STATE, key(writer), value).put(Column.KV, key(writer), value);
          long event = log.append(List.of(value), batch, durability);
          say(writer + " " + number + " " + event + ";");
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void say(String line) {
      OUT.lock();
      try {
        System.out.println(line);
        System.out.flush();
      } finally {
        OUT.unlock();
      }
    }
  }
}
