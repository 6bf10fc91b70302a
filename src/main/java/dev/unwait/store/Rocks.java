package dev.unwait.store;

import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// All native handles of one open database, freed in reverse order of creation.
///
/// It checks nothing: who calls sees to it that nobody calls after, or while, it is closed.
final class Rocks implements AutoCloseable {
  private static final int BACKGROUND_JOBS = 2;
  private static final int OPEN_FILES_MAX = 512;
  private static final int LOG_FILES_KEPT = 2;
  private static final long LOG_FILE_BYTES = 1 << 20;
  private static final int BLOOM_BITS = 10;
  private static final int WRITE_BUFFERS_PER_COLUMN = 2;
  private static final long TABLE_BYTES = 8 << 20;

  private final Deque<RocksObject> handles;
  private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
  private final LRUCache cache;
  private final WriteOptions logged;
  private final WriteOptions loggedAtOnce;
  private final WriteBatch group;
  private final RocksDB database;

  private Rocks(Path folder, StoreOptions options, Deque<RocksObject> handles)
      throws RocksDBException {
    this.handles = handles;
    cache = own(new LRUCache(options.cacheBytes()));
    logged = own(new WriteOptions());
    loggedAtOnce = own(new WriteOptions()).setNoSlowdown(true);
    group = own(new WriteBatch());
    var columnOptions = own(columnOptions(options));
    var databaseOptions = own(databaseOptions(options));
    var descriptors = descriptors(columnOptions);
    var opened = new ArrayList<ColumnFamilyHandle>();
    database = own(RocksDB.open(databaseOptions, folder.toString(), descriptors, opened));
    opened.forEach(this::own);
    var inOrder = opened.listIterator(1); // Behind the default one, which stays empty.
    for (Column column : Column.values()) {
      columns.put(column, inOrder.next());
    }
  }

  static Rocks open(Path folder, StoreOptions options) throws IOException {
    Files.createDirectories(folder);
    NativeLibrary.load(folder);
    var handles = new ArrayDeque<RocksObject>();
    try {
      refuseUnknownColumns(folder);
      return new Rocks(folder, options, handles);
    } catch (RocksDBException e) {
      close(handles);
      throw Problems.of("open the store", folder, e);
    }
  }

  private static void refuseUnknownColumns(Path folder) throws RocksDBException, IOException {
    if (!Files.exists(folder.resolve("CURRENT"))) {
      return;
    }
    var known = new HashSet<String>();
    for (Column column : Column.values()) {
      known.add(new String(column.nameOnDisk(), StandardCharsets.US_ASCII));
    }
    known.add("default");
    try (var options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        if (!known.contains(text)) {
          throw RefusalException.unsupported(
              "open the store " + folder,
              "it has a column \"" + text + "\" that this version does not know",
              "Use the newer version that wrote it");
        }
      }
    }
  }

  byte @Nullable [] get(Column column, byte[] key) throws RocksDBException {
    return database.get(columns.get(column), key);
  }

  RocksIterator iterator(Column column, ReadOptions options) {
    return database.newIterator(columns.get(column), options);
  }

  /// Puts batches into one record of the write-ahead log; only one thread at a time may write.
  ///
  /// @param atOnce whether to fail with the status `Incomplete`, instead of waiting, when tables
  ///   cannot be written as fast as batches come
  void write(List<Pending> batches, boolean atOnce) throws RocksDBException {
    try {
      for (Pending pending : batches) {
        for (Batch.Change change : pending.batch.changes()) {
          add(change);
        }
      }
      database.write(atOnce ? loggedAtOnce : logged, group);
    } finally {
      group.clear();
    }
  }

  private void add(Batch.Change change) throws RocksDBException {
    ColumnFamilyHandle column = columns.get(change.column());
    switch (change) {
      case Batch.Put put -> group.put(column, put.key(), put.value());
      case Batch.Delete delete -> group.delete(column, delete.key());
      case Batch.DeleteRange range -> group.deleteRange(column, range.from(), range.to());
    }
  }

  /// Returns when all that was written before is on the disk.
  void sync() throws RocksDBException {
    database.syncWal();
  }

  long memoryBytes() throws RocksDBException {
    return cache.getUsage()
        + database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
        + database.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem");
  }

  @Override
  public void close() {
    close(handles);
  }

  private static void close(Deque<RocksObject> handles) {
    while (!handles.isEmpty()) {
      handles.pop().close();
    }
  }

  private <T extends RocksObject> T own(T handle) {
    handles.push(handle);
    return handle;
  }

  private ColumnFamilyOptions columnOptions(StoreOptions options) {
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setFilterPolicy(own(new BloomFilter(BLOOM_BITS)));
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setWriteBufferSize(options.writeBufferBytes() / WRITE_BUFFERS_PER_COLUMN)
        .setMaxWriteBufferNumber(WRITE_BUFFERS_PER_COLUMN)
        .setTargetFileSizeBase(TABLE_BYTES)
        .setMaxBytesForLevelBase(TABLE_BYTES * 8);
  }

  private static DBOptions databaseOptions(StoreOptions options) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setDbWriteBufferSize(options.writeBufferBytes())
        .setMaxTotalWalSize(options.logBytesMax())
        // What is behind a torn record was never synced, so stopping there loses nothing promised.
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setMaxBackgroundJobs(BACKGROUND_JOBS)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(LOG_FILES_KEPT)
        .setMaxLogFileSize(LOG_FILE_BYTES)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private static List<ColumnFamilyDescriptor> descriptors(ColumnFamilyOptions options) {
    var descriptors = new ArrayList<ColumnFamilyDescriptor>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
    Arrays.stream(Column.values())
        .map(column -> new ColumnFamilyDescriptor(column.nameOnDisk(), options))
        .forEach(descriptors::add);
    return descriptors;
  }
}
