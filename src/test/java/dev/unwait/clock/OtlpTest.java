package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.json.Json;
import dev.unwait.store.Store;
import dev.unwait.store.StoreOptions;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class OtlpTest {
  @TempDir Path folder;

  @Test
  void anExportHoldsEverySpanInTheFormOfTheProtocol() throws Exception {
    var random = new SplittableRandom(3);
    var spans = Stream.generate(() -> Spans.random(random)).limit(300).toList();
    var out = new ByteArrayOutputStream();
    try (var store = Store.open(folder, StoreOptions.DEFAULT);
        var clock =
            Clock.open(
                store,
                new ClockOptions(
                    512, 64, Duration.ofMillis(1), 1000, Duration.ofDays(1), Duration.ofDays(1)),
                () -> Instant.EPOCH.plusSeconds(1))) {
      spans.forEach(clock::record);
      try (var reader = clock.since(Instant.EPOCH)) {
        Otlp.write(reader, out);
      }
    }

    var export = Json.parse(out.toByteArray());

    assertThat(export.at("/resourceSpans/0/resource/attributes/0/value/stringValue"))
        .contains(Json.of("unwait"));
    var written = export.at("/resourceSpans/0/scopeSpans/0").orElseThrow().items("spans");
    assertThat(written).hasSameSizeAs(spans);
    for (int i = 0; i < spans.size(); i++) {
      check(written.get(i), spans.get(i));
    }
  }

  @Test
  void anExportOfNothingIsStillOne() throws Exception {
    var out = new ByteArrayOutputStream();
    try (var store = Store.open(folder, StoreOptions.DEFAULT);
        var clock = Clock.open(store, ClockOptions.DEFAULT, () -> Instant.EPOCH);
        var reader = clock.since(Instant.EPOCH)) {
      Otlp.write(reader, out);
    }

    var scope = Json.parse(out.toByteArray()).at("/resourceSpans/0/scopeSpans/0");
    assertThat(scope.orElseThrow().items("spans")).isEmpty();
  }

  private static void check(Json json, Span span) {
    assertThat(json.text("traceId").orElseThrow()).matches("[0-9a-f]{32}");
    assertThat(HexFormat.fromHexDigitsToLong(json.text("spanId").orElseThrow()))
        .isEqualTo(span.id());
    assertThat(json.text("parentSpanId").map(HexFormat::fromHexDigitsToLong).orElse(0L))
        .isEqualTo(span.trace().parent());
    assertThat(json.text("startTimeUnixNano")).contains(span.startMicros() + "000");
    assertThat(Long.parseLong(json.text("endTimeUnixNano").orElseThrow()))
        .isEqualTo(span.startMicros() * 1000 + span.totalNanos());
    assertThat(attribute(json, "gen_ai.operation.name", "stringValue")).isEqualTo("execute_tool");
    assertThat(attribute(json, "gen_ai.tool.name", "stringValue")).isEqualTo(span.tool());
    assertThat(attribute(json, "unwait.branch", "stringValue")).isEqualTo(span.branch());
    assertThat(attribute(json, "unwait.executed_ns", "intValue"))
        .isEqualTo(Long.toString(span.executedNanos()));
    assertThat(json.at("/status/code").isPresent()).isEqualTo(span.outcome() == Outcome.FAILED);
  }

  private static String attribute(Json json, String key, String kind) {
    List<Json> all = json.items("attributes");
    var value =
        all.stream().filter(a -> a.text("key").orElseThrow().equals(key)).findFirst().orElseThrow();
    return value.at("/value").orElseThrow().text(kind).orElseThrow();
  }
}
