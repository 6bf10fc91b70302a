package dev.unwait.store;

import java.time.Duration;

/// The bounds of a {@link Store}.
///
/// @param queueMax how many batches may wait for the writer before callers have to wait
/// @param groupMax how many batches are written together at most
/// @param batchBytesMax how many bytes of keys and values one batch may have; also the size at
///   which a group of batches is full
/// @param acknowledgeWithin how long a caller waits for its batch at most
/// @param cacheBytes how much memory holds what was read
/// @param writeBufferBytes how much memory holds what was written and is not yet in a table
/// @param logBytesMax how large the write-ahead log may grow before its content goes into tables
public record StoreOptions(
    int queueMax,
    int groupMax,
    int batchBytesMax,
    Duration acknowledgeWithin,
    long cacheBytes,
    long writeBufferBytes,
    long logBytesMax) {
  public static final StoreOptions DEFAULT =
      new StoreOptions(
          4096, 512, 16 << 20, Duration.ofSeconds(60), 16L << 20, 16L << 20, 64L << 20);

  public StoreOptions {
    if (queueMax < 1 || groupMax < 1 || batchBytesMax < 1) {
      throw new IllegalArgumentException("queue, group and batch must hold at least one");
    }
    if (acknowledgeWithin.isNegative() || acknowledgeWithin.isZero()) {
      throw new IllegalArgumentException("acknowledgeWithin must be positive");
    }
    if (cacheBytes < 0 || writeBufferBytes < 1 || logBytesMax < 1) {
      throw new IllegalArgumentException("sizes must be positive");
    }
  }
}
