package dev.unwait.daemon;

import dev.unwait.base.Refusal;
import dev.unwait.clock.Clock;
import dev.unwait.clock.Outcome;
import dev.unwait.clock.Span;
import dev.unwait.clock.Trace;
import dev.unwait.tool.CallObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Leaves a span of every call with the clock.
final class Watching implements CallObserver {
  private final Clock clock;
  private final InstantSource time;

  Watching(Clock clock, InstantSource time) {
    this.clock = clock;
    this.time = time;
  }

  @Override
  public Watch started(Start start) {
    var arrived = time.instant().minusNanos(start.queueNanos());
    return end -> clock.record(span(start, arrived, end));
  }

  private static Span span(Start start, Instant arrived, End end) {
    var random = ThreadLocalRandom.current();
    var traceparent = start.traceparent();
    var branch = end.branch();
    var trace =
        traceparent == null
            ? Trace.begin(random)
            : Trace.parse(traceparent).orElseGet(() -> Trace.begin(random));
    return new Span(
        Trace.identity(random),
        trace,
        start.agent(),
        branch == null ? "" : branch,
        start.tool(),
        arrived.getEpochSecond() * 1_000_000 + arrived.getNano() / 1_000,
        Math.max(0, start.queueNanos()),
        end.overheadNanos(),
        end.executedNanos(),
        outcome(end.refusal()),
        end.bytes());
  }

  private static Outcome outcome(Refusal.@Nullable Kind refusal) {
    if (refusal == null) {
      return Outcome.OK;
    }
    return refusal == Refusal.Kind.FAILED ? Outcome.FAILED : Outcome.REFUSED;
  }
}
