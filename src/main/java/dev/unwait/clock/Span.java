package dev.unwait.clock;

/// One call that was served, and where its time went.
///
/// @param id not 0
/// @param trace the trace and the parent
/// @param agent who called
/// @param branch the branch it was about, empty if none
/// @param tool what was called
/// @param startMicros when it arrived, in microseconds since 1970
/// @param queueNanos how long it waited to be served
/// @param overheadNanos how long Unwait itself took
/// @param executedNanos how long the work that was asked for took
/// @param outcome how it ended
/// @param bytesOut the size of the answer
public record Span(
    long id,
    Trace trace,
    String agent,
    String branch,
    String tool,
    long startMicros,
    long queueNanos,
    long overheadNanos,
    long executedNanos,
    Outcome outcome,
    long bytesOut) {
  private static final long NANOS_PER_MICRO = 1000;

  public Span {
    if (id == 0) {
      throw new IllegalArgumentException("a span has an id");
    }
    if (queueNanos < 0 || overheadNanos < 0 || executedNanos < 0 || bytesOut < 0) {
      throw new IllegalArgumentException("durations and sizes are not negative");
    }
  }

  /// From its arrival to its end.
  public long totalNanos() {
    return queueNanos + overheadNanos + executedNanos;
  }

  /// When it ended, in microseconds since 1970, rounded up.
  long endMicros() {
    return startMicros + Math.ceilDiv(totalNanos(), NANOS_PER_MICRO);
  }
}
