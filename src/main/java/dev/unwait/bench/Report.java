package dev.unwait.bench;

import static dev.unwait.bench.Table.Column.left;
import static dev.unwait.bench.Table.Column.right;

import dev.unwait.json.Json;
import java.util.ArrayList;
import java.util.List;

/// All that was measured in one run.
///
/// @param failures of benchmarks that could not be run, by name
record Report(Machine machine, List<Outcome> outcomes, List<Failure> failures) {
  private static final int NAME_WIDTH = 16;
  private static final int PEER_WIDTH = 18;
  private static final int RATIO_WIDTH = 9;
  private static final int GOAL_WIDTH = 15;

  /// A benchmark that could not be run, and why.
  record Failure(String name, String why) {}

  Report {
    outcomes = List.copyOf(outcomes);
    failures = List.copyOf(failures);
  }

  Json toJson() {
    var failed =
        failures.stream()
            .map(f -> Json.object().put("name", f.name).put("why", f.why).build())
            .toList();
    return Json.object()
        .put("machine", machine.toJson())
        .put("benchmarks", outcomes.stream().map(Outcome::toJson).toList())
        .put("failures", failed)
        .build();
  }

  /// For people, at most a hundred columns wide.
  List<String> lines() {
    var table =
        new Table(
            List.of(
                left("benchmark", NAME_WIDTH),
                right("p50", 8),
                right("p99", 8),
                left("against", PEER_WIDTH),
                right("p50", 8),
                right("ratio", RATIO_WIDTH),
                left("goal", GOAL_WIDTH),
                left("met", 4)));
    outcomes.forEach(outcome -> rows(table, outcome));
    var lines = new ArrayList<String>();
    lines.add(machine.line());
    lines.add("");
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        "The ratio says how many times as long the peer takes; of its 95 % interval --json tells.");
    failures.forEach(f -> lines.add(f.name + " could not be run: " + f.why));
    return lines;
  }

  private static void rows(Table table, Outcome outcome) {
    var goal = outcome.goal().text(outcome.unit());
    var met = outcome.met().map(yes -> yes ? "yes" : "NO").orElse("");
    var p50 = Figures.raw(outcome.unit(), outcome.unwait().median());
    var p99 = Figures.raw(outcome.unit(), outcome.unwait().p99());
    if (outcome.peers().isEmpty()) {
      table.row(outcome.name(), p50, p99, "", "", "", goal, met);
      return;
    }
    boolean first = true;
    for (var peer : outcome.peers().entrySet()) {
      var theirs = peer.getValue().median();
      var ratio = Figures.times(theirs / outcome.unwait().median());
      var at = Figures.raw(outcome.unit(), theirs);
      table.row(
          first ? outcome.name() : "",
          first ? p50 : "",
          first ? p99 : "",
          peer.getKey(),
          at,
          ratio,
          first ? goal : "",
          first ? met : "");
      first = false;
    }
  }
}
