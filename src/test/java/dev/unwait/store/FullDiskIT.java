package dev.unwait.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fills a small disk of its own, in a child process.
@NullMarked
class FullDiskIT {
  private static final int DISK_MEGABYTES = 41; // The native library takes 17 of them.
  private static final int BALLAST_MEGABYTES = 18;

  @TempDir Path disk;

  /// Small write buffers let tables fill the disk, large ones the write-ahead log.
  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void aFullDiskIsNamedAndRecoveredFrom(int writeBufferMegabytes) throws Exception {
    var child =
        ChildJvm.onSmallDisk(
                disk,
                DISK_MEGABYTES,
                Filler.class,
                disk.toString(),
                Integer.toString(writeBufferMegabytes))
            .start();

    var said = child.inputReader().lines().toList();

    assertThat(child.waitFor()).isZero();
    assertThat(said)
        .containsExactly("refused LIMIT: full", "read: all", "wrote again", "reopened: all");
  }

  static final class Filler {
    private static final int VALUE_BYTES = 32 << 10;
    private static final long RECOVERY_NANOS = Duration.ofSeconds(40).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Random random = new Random(1);
    private final List<Integer> acknowledged = new ArrayList<>();

    public static void main(String[] args) throws IOException {
      new Filler().run(Path.of(args[0]), Long.parseLong(args[1]) << 20);
    }

    private void run(Path disk, long writeBufferBytes) throws IOException {
      var options =
          new StoreOptions(
              64, 64, 1 << 20, Duration.ofSeconds(30), 1 << 20, writeBufferBytes, 64 << 20);
      var ballast = disk.resolve("ballast");
      Files.write(ballast, new byte[BALLAST_MEGABYTES << 20]);
      try (var store = Store.open(disk.resolve("store"), options)) {
        System.out.println(fill(store));
        System.out.println("read: " + found(store));
        Files.delete(ballast);
        System.out.println(writeUntilItWorks(store));
      }
      try (var store = Store.open(disk.resolve("store"), options)) {
        System.out.println("reopened: " + found(store));
      }
    }

    private String fill(Store store) throws IOException {
      for (int number = 0; number < 1000; number++) {
        try {
          write(store, number);
        } catch (RefusalException e) {
          Refusal refusal = e.refusal();
          return "refused "
              + refusal.kind()
              + (refusal.why().contains("the disk is full") ? ": full" : refusal.why());
        }
      }
      return "never refused";
    }

    private String writeUntilItWorks(Store store) throws IOException {
      long end = System.nanoTime() + RECOVERY_NANOS;
      while (true) {
        try {
          write(store, 1000);
          return "wrote again";
        } catch (RefusalException e) {
          if (System.nanoTime() > end) {
            return e.toString();
          }
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }

    private void write(Store store, int number) throws IOException {
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      var durability = number % 2 == 0 ? Durability.LOGGED : Durability.SYNCED;
      store.write(new Batch().put(Column.KV, key(number), value), durability);
      acknowledged.add(number);
      acknowledged.add(Arrays.hashCode(value));
    }

    private String found(Store store) throws IOException {
      for (int i = 0; i < acknowledged.size(); i += 2) {
        var value = store.get(Column.KV, key(acknowledged.get(i)));
        if (value.isEmpty() || Arrays.hashCode(value.get()) != acknowledged.get(i + 1)) {
          return "lost " + acknowledged.get(i);
        }
      }
      return "all";
    }

    private static byte[] key(int number) {
      return ("k" + number).getBytes(UTF_8);
    }
  }
}
