package dev.unwait.clock;

import java.io.IOException;
import java.time.Instant;

/// Where a clock keeps its spans; a seam for tests.
interface SpanSink {
  void keep(SpanChunk chunk, Instant now) throws IOException;

  /// Forgets the oldest spans until about `spansMax` are left, all kept since that moment.
  void retain(long spansMax, Instant since) throws IOException;
}
