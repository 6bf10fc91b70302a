package dev.unwait.clock;

import dev.unwait.store.Batch;
import dev.unwait.store.Column;
import dev.unwait.store.Durability;
import dev.unwait.store.Scan;
import dev.unwait.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The chunks of spans in the store, in the order in which they were kept.
///
/// The key of a chunk is when it was kept, in microseconds and rising, and how many spans were ever
/// kept before it. A span is kept after it has begun, so those that began since a moment are in
/// chunks with keys since that moment. Used by one thread, except for {@link #since}.
final class SpanLog implements SpanSink {
  private static final int KEY_BYTES = 2 * Long.BYTES;

  private final Store store;
  private long lastMicros;
  private long kept;

  private SpanLog(Store store) {
    this.store = store;
  }

  static SpanLog open(Store store) throws IOException {
    var log = new SpanLog(store);
    var newest = store.list(Scan.all(Column.SPANS).backward(), 1);
    if (!newest.isEmpty()) {
      var key = ByteBuffer.wrap(newest.getFirst().key());
      log.lastMicros = key.getLong();
      log.kept = key.getLong() + SpanChunk.decode(newest.getFirst().value()).spans().size();
    }
    return log;
  }

  @Override
  public void keep(SpanChunk chunk, Instant now) throws IOException {
    // Time may be set back; keys may not.
    long micros = Math.max(lastMicros + 1, micros(now));
    store.write(
        new Batch().put(Column.SPANS, key(micros, kept), chunk.encode()), Durability.LOGGED);
    lastMicros = micros;
    kept += chunk.spans().size();
  }

  @Override
  public void retain(long spansMax, Instant since) throws IOException {
    long micros = micros(since);
    byte[] end = key(0, 0);
    try (var chunks = store.scan(Scan.all(Column.SPANS))) {
      for (var chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        var key = ByteBuffer.wrap(chunk.key());
        if (key.getLong() >= micros && key.getLong() >= kept - spansMax) {
          break;
        }
        end = ByteBuffer.allocate(KEY_BYTES + 1).put(chunk.key()).array();
      }
    }
    var batch = new Batch().deleteRange(Column.SPANS, key(0, 0), end);
    if (!batch.isEmpty()) {
      store.write(batch, Durability.LOGGED);
    }
  }

  /// Spans that began at this moment or later and were kept until now.
  SpanReader since(Instant since) {
    long micros = micros(since);
    return new SpanReader(store.scan(Scan.from(Column.SPANS, key(micros, 0))), micros);
  }

  /// Moments before 1970 are not needed, and would not sort.
  private static long micros(Instant moment) {
    return Math.max(0, ChronoUnit.MICROS.between(Instant.EPOCH, moment));
  }

  private static byte[] key(long micros, long before) {
    return ByteBuffer.allocate(KEY_BYTES).putLong(micros).putLong(before).array();
  }
}
