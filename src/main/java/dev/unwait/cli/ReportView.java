package dev.unwait.cli;

import dev.unwait.json.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The report of the clock for people: a table by tool, by branch and by agent, each with the
/// columns that one looks at first.
final class ReportView {
  private static final Map<String, String> COLUMNS = columns();

  private ReportView() {}

  /// What a column is called, by its name in the answer.
  private static Map<String, String> columns() {
    var columns = new LinkedHashMap<String, String>();
    columns.put("calls", "calls");
    columns.put("p50_ms", "p50 ms");
    columns.put("p95_ms", "p95 ms");
    columns.put("max_ms", "max ms");
    columns.put("total_ms", "total ms");
    columns.put("share", "share");
    columns.put("executed_ms", "asked for ms");
    columns.put("overhead_ms", "unwait ms");
    columns.put("overhead_p50_ms", "unwait p50 ms");
    columns.put("refused", "refused");
    columns.put("failed", "failed");
    return columns;
  }

  static void print(Json report, PrintStream out) {
    out.println(
        "From " + report.text("since").orElse("?") + " to " + report.text("until").orElse("?"));
    for (String by : List.of("tools", "branches", "agents")) {
      List<Json> rows = report.items(by);
      if (!rows.isEmpty()) {
        out.println();
        out.print(Tables.table(rows.stream().map(row -> row(by, row)).toList()));
      }
    }
    if (report.whole("dropped").filter(dropped -> dropped > 0).isPresent()) {
      out.println();
      out.println(report.whole("dropped").get() + " calls came too fast to be kept.");
    }
  }

  private static Map<String, Json> row(String by, Json from) {
    var row = new LinkedHashMap<String, Json>();
    row.put(by, Json.of(from.text("name").orElse("")));
    COLUMNS.forEach((name, column) -> from.get(name).ifPresent(value -> row.put(column, value)));
    if (from.member("share") instanceof Json.Real(double share)) {
      row.put("share", Json.of(Math.round(share * 100) + "%"));
    }
    return row;
  }
}
