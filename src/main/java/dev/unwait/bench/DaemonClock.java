package dev.unwait.bench;

import dev.unwait.json.Json;
import java.io.IOException;

/// What calls cost within the daemon, as its own report tells: without the way to it and back.
final class DaemonClock {
  /// From a call's arrival to its answer.
  static final String WHOLE = "p50_ms";

  /// The same without the work that was asked for.
  static final String OVERHEAD = "overhead_p50_ms";

  private static final String SINCE = "2m";

  private final Bed bed;
  private final int calls;
  private int names;

  /// One call of a tool.
  @FunctionalInterface
  interface Work {
    void call(Agent agent) throws IOException;
  }

  /// @param calls of how many calls each value is the median
  DaemonClock(Bed bed, int calls) {
    this.bed = bed;
    this.calls = calls;
    bed.note("each value is the median of " + calls + " calls by the daemon's own clock");
  }

  /// Measures one of the figures. The calls of each round come under a name of their own, by which
  /// the report tells them apart.
  Contender contender(String figure, Work work) {
    return new Contender(
        "unwait",
        1,
        () -> {
          var name = "bench-" + System.identityHashCode(this) + "-" + ++names;
          try (var agent = new Agent(bed.daemon().socket(name))) {
            for (int i = 0; i < calls; i++) {
              work.call(agent);
            }
          }
          return reported(name, figure);
        });
  }

  private double reported(String name, String figure) throws IOException, InterruptedException {
    var report = bed.agent().call("report", Json.object().put("since", SINCE).build());
    for (var row : report.items("agents")) {
      if (row.text("name").filter(name::equals).isPresent()
          && row.member(figure) instanceof Json.Real(double millis)) {
        return Unit.MILLIS.raw(millis);
      }
    }
    throw new IOException("the daemon's report has no " + figure + " of " + name);
  }
}
