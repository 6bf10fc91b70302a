package dev.unwait.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A named, append-only sequence of events in a store.
///
/// Sequences start at 1, rise and never come twice, truncation and reopening included. What one
/// reader sees has no gap before its last event, except where an append failed. One log may be open
/// once at a time.
public final class EventLog {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._/-]{1,128}");
  private static final byte EVENT = 0;
  private static final byte NEXT = 1;

  private final Store store;
  private final byte[] name;

  /// Held while a sequence is drawn and its batch handed over, so that order is the same in both.
  private final ReentrantLock lock = new ReentrantLock();

  private long last; // Under the lock.

  private EventLog(Store store, byte[] name) {
    this.store = store;
    this.name = name;
  }

  /// Opens the log of this name, which is empty if nothing was appended yet.
  ///
  /// @param name letters, digits, `.`, `_`, `/` and `-`, 128 at most
  public static EventLog open(Store store, String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name of a log: \"" + name + "\"");
    }
    var log = new EventLog(store, name.getBytes(US_ASCII));
    log.last = Math.max(log.lastEvent(), log.next() - 1);
    return log;
  }

  /// One event and its place in the log.
  @SuppressWarnings("ArrayRecordComponent") // A carrier; nobody compares events.
  public record Event(long sequence, byte[] bytes) {}

  /// Appends one event and returns its sequence.
  public long append(byte[] event, Durability durability) throws IOException {
    return append(List.of(event), new Batch(), durability);
  }

  /// Appends events together with other changes, all or nothing; the batch takes the events in.
  ///
  /// @return the sequence of the last event, of the last one before if there are none
  public long append(List<byte[]> events, Batch batch, Durability durability) throws IOException {
    Pending pending;
    long sequence;
    lock.lock();
    try {
      sequence = last;
      for (byte[] event : events) {
        sequence++;
        batch.put(Column.EVENTS, key(EVENT, sequence), event);
      }
      pending = store.submit(batch, durability);
      last = sequence;
    } finally {
      lock.unlock();
    }
    store.await(pending);
    return sequence;
  }

  /// The sequence of the newest event ever appended, 0 if there is none.
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// Walks over the events from this sequence on, as they are now.
  public Reader from(long sequence) {
    return new Reader(store.scan(Scan.range(Column.EVENTS, key(EVENT, sequence), key(NEXT, 0))));
  }

  /// Deletes the events before this sequence; it may not be past the next one.
  public void truncateBefore(long sequence, Durability durability) throws IOException {
    Pending pending;
    lock.lock();
    try {
      long next = last + 1;
      if (sequence > next) {
        throw new IllegalArgumentException("the log ends before " + sequence);
      }
      var batch = new Batch();
      batch.deleteRange(Column.EVENTS, key(EVENT, 0), key(EVENT, sequence));
      batch.put(Column.EVENTS, nextKey(), ByteBuffer.allocate(Long.BYTES).putLong(next).array());
      pending = store.submit(batch, durability);
    } finally {
      lock.unlock();
    }
    store.await(pending);
  }

  private long lastEvent() throws IOException {
    var all = Scan.range(Column.EVENTS, key(EVENT, 0), key(NEXT, 0));
    var newest = store.list(all.backward(), 1);
    return newest.isEmpty() ? 0 : sequence(newest.getFirst().key());
  }

  /// What the next sequence is at least, even if no event is left to tell.
  private long next() throws IOException {
    return store.get(Column.EVENTS, nextKey()).map(b -> ByteBuffer.wrap(b).getLong()).orElse(1L);
  }

  private byte[] nextKey() {
    return key(NEXT, 0);
  }

  private byte[] key(byte kind, long sequence) {
    return ByteBuffer.allocate(name.length + 2 + Long.BYTES)
        .put(name)
        .put((byte) 0)
        .put(kind)
        .putLong(sequence)
        .array();
  }

  private static long sequence(byte[] key) {
    return ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES).getLong();
  }

  /// Reads events one after the other; close it soon.
  public static final class Reader implements Closeable {
    private final Cursor cursor;

    private Reader(Cursor cursor) {
      this.cursor = cursor;
    }

    /// The next event, null after the last one.
    public @Nullable Event next() throws IOException {
      var entry = cursor.next();
      return entry == null ? null : new Event(sequence(entry.key()), entry.value());
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
