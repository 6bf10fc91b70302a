package dev.unwait.clock;

import dev.unwait.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Takes the time of every call: callers leave a span in passing, one thread keeps them.
public final class Clock implements Closeable {
  private static final Duration KEPT_WITHIN = Duration.ofSeconds(5);

  private final SpanLog log;
  private final Keeper keeper;

  private Clock(SpanLog log, Keeper keeper) {
    this.log = log;
    this.keeper = keeper;
  }

  /// Opens the clock over the spans of a store, which must outlive it.
  public static Clock open(Store store, ClockOptions options, InstantSource time)
      throws IOException {
    var log = SpanLog.open(store);
    var keeper = new Keeper(log, options, time);
    keeper.start();
    return new Clock(log, keeper);
  }

  /// Leaves a span; never waits. Where spans come faster than they can be kept they are dropped,
  /// and counted.
  public void record(Span span) {
    keeper.record(span);
  }

  /// How many spans were dropped since the clock was opened.
  public long dropped() {
    return keeper.dropped();
  }

  /// Reads the spans that began at this moment or later, those included that were left just now.
  public SpanReader since(Instant moment) throws IOException {
    try {
      if (!keeper.flush(KEPT_WITHIN)) {
        throw new IOException("read spans: the newest were not kept within " + KEPT_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("read spans: interrupted");
    }
    return log.since(moment);
  }

  /// Keeps what was left before; spans left after are lost.
  @Override
  public void close() throws IOException {
    try {
      if (!keeper.stop(KEPT_WITHIN)) {
        throw new IOException("close the clock: spans were not kept within " + KEPT_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("close the clock: interrupted");
    }
  }
}
