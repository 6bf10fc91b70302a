package dev.unwait.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many threads on one store, and one that closes it under them.
@NullMarked
class StoreConcurrencyIT {
  private static final int WRITERS = 64;
  private static final int EACH = 200;

  @TempDir Path folder;

  /// Prints how fast that was, and judges only that all is there.
  @ParameterizedTest
  @EnumSource(Durability.class)
  void sixtyFourWritersShareOneStore(Durability durability) throws Exception {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      long begin = System.nanoTime();
      inThreads(
          WRITERS,
          writer -> {
            for (int i = 0; i < EACH; i++) {
              byte[] key = key(writer, i);
              store.write(
                  new Batch().put(Column.KV, key, key).put(Column.STATE, key, key), durability);
              assertThat(store.get(Column.STATE, key)).contains(key);
            }
          });
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%d writers, %s: %.0f batches a second%n", WRITERS, durability, WRITERS * EACH / seconds);

      assertThat(store.list(Scan.all(Column.KV))).hasSize(WRITERS * EACH);
    }
  }

  @Test
  void aSmallQueueMakesWritersWaitAndLosesNothing() throws Exception {
    var small = new StoreOptions(2, 2, 1 << 20, Duration.ofSeconds(30), 1 << 20, 1 << 20, 1 << 20);
    try (var store = Store.open(folder, small)) {
      inThreads(
          16,
          writer -> {
            for (int i = 0; i < 50; i++) {
              store.write(
                  new Batch().put(Column.KV, key(writer, i), new byte[0]), Durability.SYNCED);
            }
          });
      assertThat(store.list(Scan.all(Column.KV))).hasSize(16 * 50);
    }
  }

  @Test
  void anInterruptDoesNotHideWhetherABatchWasWritten() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      Thread.currentThread().interrupt();

      store.write(new Batch().put(Column.KV, key(1, 1), new byte[0]), Durability.SYNCED);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.get(Column.KV, key(1, 1))).isPresent();
    }
  }

  /// Whoever comes too late is told so, whatever was acknowledged is there, and the JVM lives.
  @RepeatedTest(10)
  void closingUnderReadersAndWritersIsOrderly() throws Exception {
    var store = Store.open(folder, StoreOptions.DEFAULT);
    var log = EventLog.open(store, "log");
    var acknowledged = new AtomicInteger();
    var running = new CountDownLatch(8);
    // Not virtual ones: those that only read would never make way for the others.
    try (var threads = Executors.newFixedThreadPool(8)) {
      var users = new ArrayList<Future<?>>();
      for (int user = 0; user < 8; user++) {
        int mine = user;
        users.add(threads.submit(() -> use(store, log, mine, running, acknowledged)));
      }
      running.await();
      store.close();
      for (var user : users) {
        assertThatThrownBy(user::get).hasCauseInstanceOf(IllegalStateException.class);
      }
    }

    try (var again = Store.open(folder, StoreOptions.DEFAULT)) {
      assertThat(EventLog.open(again, "log").last()).isGreaterThanOrEqualTo(acknowledged.get());
    }
  }

  private static Void use(
      Store store, EventLog log, int user, CountDownLatch running, AtomicInteger acknowledged)
      throws IOException {
    running.countDown();
    while (true) {
      switch (user % 4) {
        case 0 -> store.get(Column.KV, key(0, 0));
        case 1 -> {
          try (var cursor = store.scan(Scan.all(Column.EVENTS).backward())) {
            for (int i = 0; i < 10 && cursor.next() != null; i++) {}
          }
        }
        default -> {
          log.append(new byte[10], user % 4 == 2 ? Durability.LOGGED : Durability.SYNCED);
          acknowledged.incrementAndGet();
        }
      }
    }
  }

  private interface Work {
    void run(int number) throws IOException;
  }

  private static void inThreads(int count, Work work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int number = 0; number < count; number++) {
        int mine = number;
        Callable<Boolean> task =
            () -> {
              work.run(mine);
              return true;
            };
        all.add(threads.submit(task));
      }
      for (var one : all) {
        one.get();
      }
    }
  }

  private static byte[] key(int writer, int number) {
    return ByteBuffer.allocate(8).putInt(writer).putInt(number).array();
  }
}
