package dev.unwait.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.unwait.base.RefusalException;
import dev.unwait.bench.Options.Effort;
import dev.unwait.json.Json;
import dev.unwait.testing.OwnDaemons;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs benchmarks for real, with so few rounds that their numbers say nothing.
@NullMarked
class BenchIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void theReportHasItsFormAndGoalsFollowFromTheNumbers() throws Exception {
    int exit = run(true, "run-mcp", "read-small");

    assertThat(exit).as(said(err)).isZero();
    var report = Json.parse(said(out));
    assertThat(report.at("/machine/cores")).isPresent();
    assertThat(report.at("/machine/jdk")).isPresent();
    assertThat(report.items("benchmarks"))
        .extracting(benchmark -> benchmark.text("name").orElse(""))
        .containsExactly("run-mcp", "read-small");
    for (var benchmark : report.items("benchmarks")) {
      checkForm(benchmark);
    }
    var runs = report.items("benchmarks").getFirst();
    assertThat(runs.text("goal")).contains("≤ 250 µs");
    assertThat(runs.member("met")).isEqualTo(Json.of(real(runs, "/unwait/p50") <= 250));
    assertThat(real(runs, "/ratio/median"))
        .isCloseTo(real(runs, "/peers/0/p50") / real(runs, "/unwait/p50"), withinPercentage(1e-6));
  }

  @Test
  void nothingIsLeftInTheFolder() throws Exception {
    run(false, "commit-1");

    assertThat(said(out)).contains("commit-1").contains("git commit + merge");
    assertThat(said(out).lines()).allMatch(line -> line.length() <= 100);
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> run(true, "frok"))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("frok")
        .hasMessageContaining("fork-shell-1k");
  }

  private int run(boolean json, String... names) throws IOException {
    var options = new Options(List.of(names), json, Effort.TINY, false, folder);
    return new Bench(OwnDaemons.get(), print(out), print(err)).run(options);
  }

  private static void checkForm(Json benchmark) {
    assertThat(benchmark.text("what")).isPresent();
    assertThat(benchmark.text("unit")).isPresent();
    assertThat(real(benchmark, "/unwait/p50")).isPositive();
    assertThat(real(benchmark, "/unwait/p99"))
        .isGreaterThanOrEqualTo(real(benchmark, "/unwait/p50"));
    assertThat(benchmark.at("/unwait/n").orElseThrow()).isInstanceOf(Json.Whole.class);
    assertThat(benchmark.items("peers")).isNotEmpty();
    assertThat(real(benchmark, "/ratio/low")).isLessThanOrEqualTo(real(benchmark, "/ratio/high"));
    assertThat(benchmark.at("/ratio/of")).isPresent();
    assertThat(benchmark.member("notes")).isInstanceOf(Json.Items.class);
  }

  private static double real(Json json, String pointer) {
    return switch (json.at(pointer).orElseThrow()) {
      case Json.Real(double value) -> value;
      case Json.Whole(long value) -> value;
      case Json other -> throw new AssertionError(pointer + " is " + other);
    };
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
