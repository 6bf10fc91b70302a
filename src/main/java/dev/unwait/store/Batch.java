package dev.unwait.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Changes that are applied whole, in order, or not at all.
///
/// Arrays are taken as they are, not copied; neither they nor the batch may change once it was
/// handed to the store.
public final class Batch {
  private final List<Change> changes = new ArrayList<>(4);
  private long bytes;

  public Batch put(Column column, byte[] key, byte[] value) {
    return add(new Put(column, key, Objects.requireNonNull(value)));
  }

  public Batch delete(Column column, byte[] key) {
    return add(new Delete(column, key));
  }

  /// Deletes every key from `from` on that sorts before `to`.
  public Batch deleteRange(Column column, byte[] from, byte[] to) {
    if (Arrays.compareUnsigned(from, to) >= 0) {
      return this;
    }
    return add(new DeleteRange(column, from, to));
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /// The keys and values together.
  public long bytes() {
    return bytes;
  }

  List<Change> changes() {
    return changes;
  }

  private Batch add(Change change) {
    changes.add(change);
    bytes += change.bytes();
    return this;
  }

  /// One change to one column.
  sealed interface Change {
    Column column();

    long bytes();
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Put(Column column, byte[] key, byte[] value) implements Change {
    @Override
    public long bytes() {
      return (long) key.length + value.length;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Delete(Column column, byte[] key) implements Change {
    @Override
    public long bytes() {
      return key.length;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record DeleteRange(Column column, byte[] from, byte[] to) implements Change {
    @Override
    public long bytes() {
      return (long) from.length + to.length;
    }
  }
}
