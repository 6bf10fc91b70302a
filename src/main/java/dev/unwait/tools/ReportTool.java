package dev.unwait.tools;

import dev.unwait.base.RefusalException;
import dev.unwait.clock.Clock;
import dev.unwait.clock.Otlp;
import dev.unwait.clock.Report;
import dev.unwait.clock.Tally;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells where the time of calls went.
public final class ReportTool implements Tool<ReportTool.Input, ReportTool.Output> {
  public record Input(
      @Doc(value = "how far back: 30m, 1h, 7d, or an ISO time", byDefault = "1h") String since,
      @Doc("also write the spans to this file, as OTLP/JSON; absolute") @Nullable String otlp) {}

  public record Output(
      String since,
      String until,
      @Doc("for how long at least one call was under way") double coveredMs,
      @Doc("calls that came faster than they could be kept") long dropped,
      Row whole,
      List<Row> tools,
      List<Row> branches,
      List<Row> agents) {}

  public record Row(
      String name,
      long calls,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double maxMs,
      double totalMs,
      @Doc("of the total of all calls") double share,
      double queueMs,
      @Doc("Unwait's own work") double overheadMs,
      @Doc("what was asked for") double executedMs,
      @Doc("Unwait's own work in one call, the median") double overheadP50Ms,
      double overheadP99Ms,
      long refused,
      long failed,
      long bytesOut) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "report",
          "Show where the time of calls went: per tool, branch and agent; own overhead apart.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.PEOPLE,
          List.of());

  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})([smhd])");
  private static final double NANOS_PER_MILLI = 1e6;

  private final Clock clock;
  private final InstantSource time;

  public ReportTool(Clock clock, InstantSource time) {
    this.clock = clock;
    this.time = time;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    var until = time.instant();
    var since = since(input.since(), until);
    var otlp = input.otlp();
    if (otlp != null) {
      write(Path.of(otlp), since);
    }
    var tally = new Tally(since);
    try (var spans = clock.since(since)) {
      for (var span = spans.next(); span != null; span = spans.next()) {
        tally.add(span);
      }
      return output(tally.report(spans.dropped(), until));
    }
  }

  private void write(Path file, Instant since) throws IOException {
    if (!file.isAbsolute()) {
      throw RefusalException.invalid(
          "write spans to " + file, "the path is not absolute", "Give the whole path");
    }
    try (var spans = clock.since(since);
        var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      Otlp.write(spans, out);
    }
  }

  private static Instant since(String text, Instant now) throws RefusalException {
    var span = SPAN.matcher(text);
    if (span.matches()) {
      long count = Long.parseLong(span.group(1));
      return now.minus(
          switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(Math.min(count, 36_500));
          });
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw RefusalException.invalid(
          "report since \"" + text + "\"",
          "that is neither a span nor a time",
          "Say for example 30m, 1h, 7d or 2026-01-31T12:00:00Z");
    }
  }

  private static Output output(Report report) {
    return new Output(
        instant(report.sinceMicros()),
        instant(report.untilMicros()),
        report.coveredNanos() / NANOS_PER_MILLI,
        report.dropped(),
        row(report.whole()),
        rows(report.tools()),
        rows(report.branches()),
        rows(report.agents()));
  }

  private static String instant(long micros) {
    return Instant.ofEpochMilli(micros / 1_000).toString();
  }

  private static List<Row> rows(List<Report.Row> rows) {
    return rows.stream().map(ReportTool::row).toList();
  }

  private static Row row(Report.Row row) {
    return new Row(
        row.name(),
        row.calls(),
        millis(row.p50Nanos()),
        millis(row.p95Nanos()),
        millis(row.p99Nanos()),
        millis(row.maxNanos()),
        millis(row.totalNanos()),
        row.share(),
        millis(row.queueNanos()),
        millis(row.overheadNanos()),
        millis(row.executedNanos()),
        millis(row.overheadP50Nanos()),
        millis(row.overheadP99Nanos()),
        row.refused(),
        row.failed(),
        row.bytesOut());
  }

  /// To the microsecond.
  private static double millis(long nanos) {
    return Math.round(nanos / 1_000.0) / 1_000.0;
  }
}
