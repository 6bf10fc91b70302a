package dev.unwait.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// Walks over entries as they were when it was opened, whatever is written meanwhile.
///
/// It pins what it walks over, so close it soon; closing the store closes it too.
public final class Cursor implements Closeable {
  private final Path folder;
  private final Scan scan;
  private final Consumer<Cursor> onClose;

  /// Keeps the store from freeing the handles under a step, and the other way round.
  private final ReentrantLock lock = new ReentrantLock();

  private final ReadOptions options; // From here on under the lock.
  private final Slice start;
  private final @Nullable Slice end;
  private final @Nullable RocksIterator iterator;
  private boolean started;
  private boolean closed;

  Cursor(Rocks rocks, Path folder, Scan scan, Consumer<Cursor> onClose) {
    this.folder = folder;
    this.scan = scan;
    this.onClose = onClose;
    byte[] bound = scan.end();
    start = new Slice(scan.first());
    options = new ReadOptions().setIterateLowerBound(start);
    end = bound == null ? null : new Slice(bound);
    if (end != null) {
      options.setIterateUpperBound(end);
    }
    iterator = scan.isEmpty() ? null : rocks.iterator(scan.column(), options);
  }

  /// The next entry, null after the last one.
  public @Nullable Entry next() throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the cursor, or its store, is closed");
      }
      return iterator == null ? null : step(iterator);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry step(RocksIterator rows) throws IOException {
    if (!started) {
      started = true;
      start(rows);
    } else if (!rows.isValid()) {
      return null;
    } else if (scan.isBackward()) {
      rows.prev();
    } else {
      rows.next();
    }
    if (!rows.isValid()) {
      check(rows);
      return null;
    }
    return new Entry(rows.key(), rows.value());
  }

  private void start(RocksIterator rows) {
    if (scan.isBackward()) {
      rows.seekToLast(); // Within the bounds, like the seek to the first.
    } else {
      rows.seekToFirst();
    }
  }

  private void check(RocksIterator rows) throws IOException {
    try {
      rows.status();
    } catch (RocksDBException e) {
      throw Problems.of("read " + scan.column() + " of the store", folder, e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (iterator != null) {
        iterator.close();
      }
      options.close();
      start.close();
      if (end != null) {
        end.close();
      }
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
