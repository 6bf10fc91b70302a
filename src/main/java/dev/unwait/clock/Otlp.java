package dev.unwait.clock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Writes spans as an OTLP/JSON trace export, which collectors of OpenTelemetry read.
public final class Otlp {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long NANOS_PER_MICRO = 1000;
  private static final int KIND_SERVER = 2;
  private static final int STATUS_ERROR = 2;
  private static final HexFormat HEX = HexFormat.of();

  private static final byte[] HEAD =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"unwait"}}]},\
      "scopeSpans":[{"scope":{"name":"dev.unwait.clock"},"spans":[\
      """
          .getBytes(UTF_8);
  private static final byte[] TAIL = "]}]}]}\n".getBytes(UTF_8);

  private Otlp() {}

  /// Writes all spans that the reader still has, as one JSON value, and leaves the stream open.
  public static void write(SpanReader spans, OutputStream out) throws IOException {
    var buffer = new JsonBuffer();
    buffer.raw(HEAD);
    boolean first = true;
    for (var span = spans.next(); span != null; span = spans.next()) {
      if (!first) {
        buffer.raw(',');
      }
      first = false;
      buffer.value(json(span));
      if (buffer.size() > BUFFER_BYTES) {
        drain(buffer, out);
      }
    }
    buffer.raw(TAIL);
    drain(buffer, out);
  }

  private static void drain(JsonBuffer buffer, OutputStream out) throws IOException {
    out.write(buffer.array(), 0, buffer.size());
    buffer.clear(2 * BUFFER_BYTES);
  }

  /// Ids are hexadecimal and numbers of 64 bits are strings, as the protocol's JSON form demands.
  static Json json(Span span) {
    long start = span.startMicros() * NANOS_PER_MICRO;
    var json =
        Json.object().put("traceId", span.trace().id()).put("spanId", HEX.toHexDigits(span.id()));
    if (span.trace().parent() != 0) {
      json.put("parentSpanId", HEX.toHexDigits(span.trace().parent()));
    }
    return json.put("name", "execute_tool " + span.tool())
        .put("kind", KIND_SERVER)
        .put("startTimeUnixNano", Long.toString(start))
        .put("endTimeUnixNano", Long.toString(start + span.totalNanos()))
        .put("attributes", Json.array(attributes(span)))
        .put("status", status(span.outcome()))
        .build();
  }

  private static List<Json> attributes(Span span) {
    var always =
        Stream.of(
            text("gen_ai.operation.name", "execute_tool"),
            text("gen_ai.tool.name", span.tool()),
            text("gen_ai.agent.name", span.agent()),
            text("unwait.branch", span.branch()),
            text("unwait.outcome", span.outcome().name()),
            number("unwait.queue_ns", span.queueNanos()),
            number("unwait.overhead_ns", span.overheadNanos()),
            number("unwait.executed_ns", span.executedNanos()),
            number("unwait.bytes_out", span.bytesOut()));
    return switch (span.outcome()) {
      case OK -> always.toList();
      case REFUSED, FAILED ->
          Stream.concat(always, Stream.of(text("error.type", span.outcome().name()))).toList();
    };
  }

  /// A refusal is an answer, so only a failure is an error; the rest is left unset.
  private static Json status(Outcome outcome) {
    return switch (outcome) {
      case OK, REFUSED -> Json.EMPTY;
      case FAILED -> Json.object().put("code", STATUS_ERROR).build();
    };
  }

  private static Json text(String key, String value) {
    return attribute(key, Json.object().put("stringValue", value).build());
  }

  private static Json number(String key, long value) {
    return attribute(key, Json.object().put("intValue", Long.toString(value)).build());
  }

  private static Json attribute(String key, Json value) {
    return Json.object().put("key", key).put("value", value).build();
  }
}
