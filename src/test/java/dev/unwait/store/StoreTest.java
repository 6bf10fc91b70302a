package dev.unwait.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class StoreTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgainAfterReopening() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      store.write(
          new Batch().put(Column.STATE, key("a"), key("1")).put(Column.KV, key("a"), key("2")),
          Durability.LOGGED);
      store.write(new Batch().delete(Column.KV, key("a")), Durability.SYNCED);
    }

    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      assertThat(store.get(Column.STATE, key("a"))).contains(key("1"));
      assertThat(store.get(Column.KV, key("a"))).isEmpty();
      assertThat(store.get(Column.SPANS, key("a"))).isEmpty();
    }
  }

  @Test
  void aScanKeepsToItsBoundsInBothDirections() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      var batch = new Batch();
      List.of("a", "b1", "b2", "b3", "c").forEach(k -> batch.put(Column.STATE, key(k), key(k)));
      store.write(batch, Durability.LOGGED);

      var prefixed = Scan.prefix(Column.STATE, key("b"));

      assertThat(keys(store.list(prefixed))).containsExactly("b1", "b2", "b3");
      assertThat(keys(store.list(prefixed.backward()))).containsExactly("b3", "b2", "b1");
      assertThat(keys(store.list(prefixed.backward(), 1))).containsExactly("b3");
      assertThat(keys(store.list(Scan.range(Column.STATE, key("b2"), key("c")))))
          .containsExactly("b2", "b3");
      assertThat(keys(store.list(Scan.from(Column.STATE, key("b3"))))).containsExactly("b3", "c");
      assertThat(store.list(Scan.range(Column.STATE, key("c"), key("a")))).isEmpty();
    }
  }

  @Test
  void aCursorSeesWhatWasThereWhenItWasOpened() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      store.write(new Batch().put(Column.KV, key("a"), key("1")), Durability.LOGGED);
      try (var cursor = store.scan(Scan.all(Column.KV))) {
        store.write(new Batch().put(Column.KV, key("b"), key("2")), Durability.LOGGED);

        assertThat(cursor.next()).isNotNull();
        assertThat(cursor.next()).isNull();
        assertThat(cursor.next()).isNull();
      }
    }
  }

  @Test
  void nothingCanBeUsedAfterClosing() throws IOException {
    var store = Store.open(folder, StoreOptions.DEFAULT);
    store.write(new Batch().put(Column.KV, key("a"), key("1")), Durability.LOGGED);
    var log = EventLog.open(store, "log");
    var cursor = store.scan(Scan.all(Column.KV));

    store.close();
    store.close();

    assertThatThrownBy(() -> store.get(Column.KV, key("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.write(new Batch(), Durability.SYNCED))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.scan(Scan.all(Column.KV)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.append(key("x"), Durability.LOGGED))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(store::memoryBytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    cursor.close();
  }

  @Test
  void aSecondOwnerIsRefused() throws IOException {
    try (var _ = Store.open(folder, StoreOptions.DEFAULT)) {
      assertThatThrownBy(() -> Store.open(folder, StoreOptions.DEFAULT))
          .isInstanceOfSatisfying(
              RefusalException.class,
              e -> assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE))
          .hasMessageContaining(folder.toString());
    }
  }

  @Test
  void damageIsNamed() throws IOException {
    try (var store = Store.open(folder, StoreOptions.DEFAULT)) {
      store.write(new Batch().put(Column.KV, key("a"), key("1")), Durability.SYNCED);
    }
    try (var files = Files.newDirectoryStream(folder, "MANIFEST-*")) {
      for (var file : files) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
      }
    }

    assertThatThrownBy(() -> Store.open(folder, StoreOptions.DEFAULT))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aBatchBeyondTheBoundIsRefused() throws IOException {
    var small = new StoreOptions(1, 1, 10, Duration.ofSeconds(5), 1 << 20, 1 << 20, 1 << 20);
    try (var store = Store.open(folder, small)) {
      assertThatThrownBy(() ->
              store.write(new Batch().put(Column.KV, key("a"), new byte[10]), Durability.LOGGED))
          .isInstanceOfSatisfying(
              RefusalException.class,
              e -> assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.LIMIT));
    }
  }

  private static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> keys(List<Entry> entries) {
    return entries.stream().map(entry -> new String(entry.key(), UTF_8)).toList();
  }
}
