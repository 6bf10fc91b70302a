package dev.unwait.clock;

import java.time.Instant;
import java.util.List;

/// Where the time of calls went between two moments.
///
/// @param sinceMicros from when on, in microseconds since 1970
/// @param untilMicros until when
/// @param coveredNanos for how long at least one call was under way
/// @param dropped how many calls are missing because they came faster than they could be kept
/// @param whole all calls together
/// @param tools for each tool, the one with the largest total first; so for the two below
/// @param branches for each branch; calls about none are under the empty name
/// @param agents for each agent
public record Report(
    long sinceMicros,
    long untilMicros,
    long coveredNanos,
    long dropped,
    Row whole,
    List<Row> tools,
    List<Row> branches,
    List<Row> agents) {

  /// The calls of one tool, branch or agent. Percentiles are exact up to 10,000 calls and within
  /// 0.8 % beyond.
  ///
  /// @param name of the tool, branch or agent
  /// @param calls how many there were
  /// @param p50Nanos what half of the calls took at most, from arrival to end
  /// @param totalNanos what all took together; calls that overlap count each
  /// @param share of the total of all calls, from 0 to 1
  /// @param queueNanos how much of the total was waiting to be served
  /// @param overheadNanos how much of it was Unwait's own work
  /// @param executedNanos how much of it was the work that was asked for
  /// @param overheadP50Nanos what Unwait itself took at most for half of the calls
  /// @param bytesOut the size of all answers
  public record Row(
      String name,
      long calls,
      long p50Nanos,
      long p95Nanos,
      long p99Nanos,
      long maxNanos,
      long totalNanos,
      double share,
      long queueNanos,
      long overheadNanos,
      long executedNanos,
      long overheadP50Nanos,
      long overheadP99Nanos,
      long refused,
      long failed,
      long bytesOut) {}

  public Report {
    tools = List.copyOf(tools);
    branches = List.copyOf(branches);
    agents = List.copyOf(agents);
  }

  /// Reports on those of these spans that began at the first moment or later.
  public static Report of(Iterable<Span> spans, long dropped, Instant since, Instant until) {
    var tally = new Tally(since);
    spans.forEach(tally::add);
    return tally.report(dropped, until);
  }
}
