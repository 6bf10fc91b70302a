package dev.unwait.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random operations on a store and on sorted maps in memory.
@NullMarked
class StoreModelIT {
  private static final int STEPS = 60;
  private static final StoreOptions OPTIONS =
      new StoreOptions(8, 4, 1 << 20, Duration.ofSeconds(30), 1 << 20, 1 << 20, 1 << 20);

  @TempDir Path folder;

  @Test
  void aStoreIsSortedMapsThatOutliveIt() {
    var run = new int[1];
    Seeds.forEachSeed(random -> compare(random, folder.resolve("store" + run[0]++ % 8)));
  }

  /// Stores are used again by later seeds, so first they are emptied, which is a test of its own.
  private static void compare(RandomGenerator random, Path place) throws IOException {
    var model = new EnumMap<Column, NavigableMap<byte[], byte[]>>(Column.class);
    for (Column column : Column.values()) {
      model.put(column, new TreeMap<>(Arrays::compareUnsigned));
    }
    var store = Store.open(place, OPTIONS);
    try {
      clear(store);
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(20)) {
          case 0 -> {
            if (random.nextInt(10) == 0) {
              store.close();
              store = Store.open(place, OPTIONS);
            }
          }
          case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> write(random, store, model);
          case 10, 11, 12, 13 -> get(random, store, model);
          default -> scan(random, store, model);
        }
      }
      for (Column column : Column.values()) {
        assertSame(store, Scan.all(column), map(model, column));
      }
    } finally {
      store.close();
    }
  }

  private static void clear(Store store) throws IOException {
    var batch = new Batch();
    byte[] end = {-1, -1, -1, -1, -1, -1};
    for (Column column : Column.values()) {
      batch.deleteRange(column, new byte[0], end);
    }
    store.write(batch, Durability.LOGGED);
  }

  private static void write(
      RandomGenerator random, Store store, Map<Column, NavigableMap<byte[], byte[]>> model)
      throws IOException {
    var batch = new Batch();
    for (int change = random.nextInt(5); change > 0; change--) {
      var column = column(random);
      var map = map(model, column);
      byte[] key = key(random);
      switch (random.nextInt(6)) {
        case 0 -> {
          batch.delete(column, key);
          map.remove(key);
        }
        case 1 -> {
          byte[] to = key(random);
          batch.deleteRange(column, key, to);
          if (Arrays.compareUnsigned(key, to) < 0) {
            map.subMap(key, to).clear();
          }
        }
        default -> {
          byte[] value = new byte[random.nextInt(100)];
          random.nextBytes(value);
          batch.put(column, key, value);
          map.put(key, value);
        }
      }
    }
    store.write(batch, random.nextInt(8) == 0 ? Durability.SYNCED : Durability.LOGGED);
  }

  private static void get(
      RandomGenerator random, Store store, Map<Column, NavigableMap<byte[], byte[]>> model)
      throws IOException {
    var column = column(random);
    byte[] key = key(random);
    assertThat(store.get(column, key).orElse(null)).isEqualTo(map(model, column).get(key));
  }

  private static void scan(
      RandomGenerator random, Store store, Map<Column, NavigableMap<byte[], byte[]>> model)
      throws IOException {
    var column = column(random);
    byte[] from = key(random);
    byte[] to = key(random);
    if (random.nextBoolean()) {
      if (Arrays.compareUnsigned(from, to) < 0) {
        assertSame(
            store, Scan.range(column, from, to), map(model, column).subMap(from, true, to, false));
      } else {
        assertThat(store.list(Scan.range(column, from, to).backward())).isEmpty();
      }
    } else {
      var prefixed = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
      map(model, column)
          .forEach((key, value) -> {
            if (Arrays.mismatch(from, key) == from.length || Arrays.equals(from, key)) {
              prefixed.put(key, value);
            }
          });
      assertSame(store, Scan.prefix(column, from), prefixed);
    }
  }

  private static void assertSame(Store store, Scan scan, NavigableMap<byte[], byte[]> expected)
      throws IOException {
    assertThat(store.list(scan).stream().map(Entry::key))
        .containsExactlyElementsOf(expected.navigableKeySet());
    assertThat(store.list(scan.backward()).stream().map(Entry::value))
        .containsExactlyElementsOf(expected.descendingMap().values());
  }

  private static NavigableMap<byte[], byte[]> map(
      Map<Column, NavigableMap<byte[], byte[]>> model, Column column) {
    return requireNonNull(model.get(column));
  }

  private static Column column(RandomGenerator random) {
    return random.nextBoolean() ? Column.KV : Column.STATE;
  }

  /// Short keys of few different bytes, the largest among them, so that they meet.
  private static byte[] key(RandomGenerator random) {
    byte[] key = new byte[random.nextInt(1, 4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) random.nextInt(-3, 3);
    }
    return key;
  }
}
