package dev.unwait.demo;

import static dev.unwait.bench.Table.Column.left;
import static dev.unwait.bench.Table.Column.right;

import dev.unwait.bench.Figures;
import dev.unwait.bench.Samples;
import dev.unwait.bench.Table;
import dev.unwait.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The same steps done in people's way and in Unwait's, each measured in turn.
final class SideBySide {
  /// Something that takes time; returns how much of it counts, in nanoseconds.
  @FunctionalInterface
  interface Timed {
    double once() throws IOException, InterruptedException;
  }

  /// A way to do a step.
  record Way(String name, Timed timed) {}

  /// One step, done both ways.
  private record Row(String step, String theirWay, Samples theirs, String ourWay, Samples ours) {
    double times() {
      return theirs.median() / ours.median();
    }
  }

  private static final int WARM_UPS_MAX = 1500;
  private static final long WARM_UP_NANOS = 700_000_000;

  private final List<Row> rows = new ArrayList<>();

  /// Does the step in both ways, `rounds` times in turn after some that do not count: programs need
  /// one to have their files in memory, a daemon that has just started some more.
  void measure(String step, int rounds, Way theirs, Way ours)
      throws IOException, InterruptedException {
    double[] their = new double[rounds];
    double[] our = new double[rounds];
    theirs.timed.once();
    warmUp(ours.timed);
    for (int i = 0; i < rounds; i++) {
      their[i] = theirs.timed.once();
      our[i] = ours.timed.once();
    }
    rows.add(new Row(step, theirs.name, Samples.of(their), ours.name, Samples.of(our)));
  }

  private static void warmUp(Timed ours) throws IOException, InterruptedException {
    long end = System.nanoTime() + WARM_UP_NANOS;
    for (int i = 0; i < WARM_UPS_MAX && System.nanoTime() < end; i++) {
      ours.once();
    }
  }

  List<String> lines() {
    var table =
        new Table(
            List.of(
                left("step", 24),
                left("people's tools", 27),
                right("median", 8),
                left("Unwait", 16),
                right("median", 8),
                right("times", 7)));
    for (var row : rows) {
      table.row(
          row.step,
          row.theirWay,
          Figures.duration(row.theirs.median()),
          row.ourWay,
          Figures.duration(row.ours.median()),
          Figures.times(row.times()));
    }
    return table.lines();
  }

  Json toJson() {
    return Json.array(rows.stream().map(SideBySide::json).toList());
  }

  private static Json json(Row row) {
    return Json.object()
        .put("step", row.step)
        .put("theirs", side(row.theirWay, row.theirs))
        .put("unwait", side(row.ourWay, row.ours))
        .put("times", row.times())
        .build();
  }

  private static Json side(String way, Samples samples) {
    return Json.object()
        .put("way", way)
        .put("p50_nanos", Math.round(samples.median()))
        .put("n", samples.count())
        .build();
  }
}
