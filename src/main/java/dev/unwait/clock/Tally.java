package dev.unwait.clock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a {@link Report} of spans that come one after the other; not for several threads.
public final class Tally {
  private static final long NANOS_PER_MICRO = 1000;

  private final long sinceMicros;
  private final Group whole = new Group("");
  private final Map<String, Group> tools = new HashMap<>();
  private final Map<String, Group> branches = new HashMap<>();
  private final Map<String, Group> agents = new HashMap<>();
  private final Coverage coverage = new Coverage();

  public Tally(Instant since) {
    sinceMicros = micros(since);
  }

  /// Counts a span, unless it began before the moment of this tally.
  public void add(Span span) {
    if (span.startMicros() < sinceMicros) {
      return;
    }
    whole.add(span);
    tools.computeIfAbsent(span.tool(), Group::new).add(span);
    branches.computeIfAbsent(span.branch(), Group::new).add(span);
    agents.computeIfAbsent(span.agent(), Group::new).add(span);
    coverage.add(span.startMicros(), span.endMicros());
  }

  /// What was counted so far.
  ///
  /// @param dropped how many spans are known to be missing
  public Report report(long dropped, Instant until) {
    return new Report(
        sinceMicros,
        micros(until),
        coverage.total() * NANOS_PER_MICRO,
        dropped,
        whole.row(whole.total()),
        rows(tools),
        rows(branches),
        rows(agents));
  }

  private List<Report.Row> rows(Map<String, Group> groups) {
    return groups.values().stream()
        .map(group -> group.row(whole.total()))
        .sorted(
            Comparator.comparingLong(Report.Row::totalNanos)
                .reversed()
                .thenComparing(Report.Row::name))
        .toList();
  }

  private static long micros(Instant moment) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
  }

  /// The spans of one tool, branch or agent, added up.
  private static final class Group {
    private final String name;
    private final Durations totals = new Durations();
    private final Durations overheads = new Durations();
    private long calls;
    private long queueNanos;
    private long overheadNanos;
    private long executedNanos;
    private long refused;
    private long failed;
    private long bytesOut;

    Group(String name) {
      this.name = name;
    }

    void add(Span span) {
      calls++;
      totals.add(span.totalNanos());
      overheads.add(span.overheadNanos());
      queueNanos += span.queueNanos();
      overheadNanos += span.overheadNanos();
      executedNanos += span.executedNanos();
      bytesOut += span.bytesOut();
      switch (span.outcome()) {
        case OK -> {}
        case REFUSED -> refused++;
        case FAILED -> failed++;
      }
    }

    long total() {
      return queueNanos + overheadNanos + executedNanos;
    }

    Report.Row row(long totalOfAll) {
      return new Report.Row(
          name,
          calls,
          totals.percentile(50),
          totals.percentile(95),
          totals.percentile(99),
          totals.max(),
          total(),
          totalOfAll == 0 ? 0 : (double) total() / totalOfAll,
          queueNanos,
          overheadNanos,
          executedNanos,
          overheads.percentile(50),
          overheads.percentile(99),
          refused,
          failed,
          bytesOut);
    }
  }
}
