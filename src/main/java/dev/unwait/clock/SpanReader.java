package dev.unwait.clock;

import dev.unwait.store.Cursor;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Reads spans one after the other, in the order in which they ended, roughly; close it soon.
public final class SpanReader implements Closeable {
  private final Cursor chunks;
  private final long sinceMicros;
  private Iterator<Span> spans = Collections.emptyIterator();
  private long dropped;

  SpanReader(Cursor chunks, long sinceMicros) {
    this.chunks = chunks;
    this.sinceMicros = sinceMicros;
  }

  /// The next span, null after the last one.
  public @Nullable Span next() throws IOException {
    while (true) {
      while (spans.hasNext()) {
        var span = spans.next();
        if (span.startMicros() >= sinceMicros) {
          return span;
        }
      }
      var entry = chunks.next();
      if (entry == null) {
        return null;
      }
      var chunk = SpanChunk.decode(entry.value());
      dropped += chunk.dropped();
      spans = chunk.spans().iterator();
    }
  }

  /// How many spans were dropped in the time that was read so far.
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    chunks.close();
  }
}
