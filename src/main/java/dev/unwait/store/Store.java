package dev.unwait.store;

import dev.unwait.base.RefusalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.RocksDBException;

/// Sorted keys and values on disk, in one folder, owned by one process.
///
/// Safe for use by many threads. After closing, every call throws {@link IllegalStateException}.
public final class Store implements Closeable {
  /// How many entries {@link #list} collects when its caller names no limit.
  public static final int LIST_MAX = 100_000;

  private final Path folder;
  private final StoreOptions options;
  private final Gate gate;
  private final Rocks rocks;
  private final Writer writer;
  private final Set<Cursor> cursors = ConcurrentHashMap.newKeySet();

  private Store(Path folder, StoreOptions options, Rocks rocks) {
    this.folder = folder;
    this.options = options;
    this.rocks = rocks;
    gate = new Gate("the store " + folder);
    writer = new Writer(rocks, folder, options);
  }

  /// Opens the store in this folder and creates it if it is not there.
  public static Store open(Path folder, StoreOptions options) throws IOException {
    var store = new Store(folder, options, Rocks.open(folder, options));
    store.writer.start();
    return store;
  }

  /// Returns when the batch is written and as durable as asked for.
  ///
  /// A batch that failed is not there for readers; if the disk failed underneath, it may be there
  /// after the next opening.
  public void write(Batch batch, Durability durability) throws IOException {
    await(submit(batch, durability));
  }

  void await(Pending pending) throws IOException {
    pending.await(options.acknowledgeWithin());
  }

  Pending submit(Batch batch, Durability durability) throws IOException {
    if (batch.bytes() > options.batchBytesMax()) {
      throw RefusalException.limit(
          "write to the store " + folder,
          "the batch has " + batch.bytes() + " bytes, the bound is " + options.batchBytesMax(),
          "Keep large values in files");
    }
    gate.enter();
    try {
      return writer.submit(batch, durability);
    } finally {
      gate.leave();
    }
  }

  public Optional<byte[]> get(Column column, byte[] key) throws IOException {
    gate.enter();
    try {
      return Optional.ofNullable(rocks.get(column, key));
    } catch (RocksDBException e) {
      throw Problems.of("read " + column + " of the store", folder, e);
    } finally {
      gate.leave();
    }
  }

  /// Opens a cursor on the entries as they are now.
  public Cursor scan(Scan scan) {
    gate.enter();
    try {
      var cursor = new Cursor(rocks, folder, scan, cursors::remove);
      cursors.add(cursor);
      return cursor;
    } finally {
      gate.leave();
    }
  }

  /// The first entries of a scan.
  public List<Entry> list(Scan scan, int limit) throws IOException {
    var entries = new ArrayList<Entry>();
    try (var cursor = scan(scan)) {
      while (entries.size() < limit) {
        var entry = cursor.next();
        if (entry == null) {
          break;
        }
        entries.add(entry);
      }
    }
    return entries;
  }

  /// All entries of a scan, which may be {@link #LIST_MAX} at most.
  public List<Entry> list(Scan scan) throws IOException {
    var entries = list(scan, LIST_MAX + 1);
    if (entries.size() > LIST_MAX) {
      throw RefusalException.limit(
          "list " + scan.column() + " of the store " + folder,
          "there are more than " + LIST_MAX + " entries",
          "Ask for a limit, or walk with a cursor");
    }
    return entries;
  }

  /// The memory that RocksDB uses now for what was read and what was written, in bytes.
  public long memoryBytes() throws IOException {
    gate.enter();
    try {
      return rocks.memoryBytes();
    } catch (RocksDBException e) {
      throw Problems.of("measure the store", folder, e);
    } finally {
      gate.leave();
    }
  }

  /// Writes what is waiting, then closes every cursor and frees all native memory.
  @Override
  public void close() {
    if (!gate.close()) {
      return;
    }
    writer.stop();
    List.copyOf(cursors).forEach(Cursor::close);
    rocks.close();
  }
}
