package dev.unwait.client;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.json.Limits;
import dev.unwait.tool.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A connection to the daemon that makes one call after another; another thread may cancel the one
/// that is under way.
public final class DaemonClient implements Closeable {
  /// Is told how far a call has come.
  @FunctionalInterface
  public interface Progress {
    /// @param total 0 where unknown
    void at(long done, long total, String message);
  }

  private static final Limits LIMITS = Limits.DEFAULTS.withBytesMax(Wire.LINE_BYTES_MAX);
  private static final String PREFIX = "io.modelcontextprotocol/";

  /// The stateless revision of MCP, whose calls say all that is needed to serve them.
  private static final String PROTOCOL = "2026-07-28";

  private static final long NO_CALL = 0;
  private static final int INVALID_PARAMS = -32602;

  private final Wire wire;
  private final Json greeting;
  private final String agent;

  /// The number of the call under way.
  private final AtomicLong current = new AtomicLong(NO_CALL);

  private long calls;

  private DaemonClient(Wire wire, Json greeting, String agent) {
    this.agent = agent;
    this.wire = wire;
    this.greeting = greeting;
  }

  /// @throws UnreachableException where no daemon listens on this home
  public static DaemonClient connect(Home home, Hello hello) throws IOException {
    Wire wire = Wire.connect(home);
    try {
      wire.writeLine(hello.toJson().toBytes());
      Json greeting = next(wire);
      if (greeting.whole("unwait").filter(v -> v == Hello.PROTOCOL).isEmpty()) {
        throw new IOException("the daemon does not take this client: " + why(greeting));
      }
      return new DaemonClient(wire, greeting, hello.agent());
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  /// What the daemon said of itself: `version`, `pid`.
  public Json greeting() {
    return greeting;
  }

  /// Calls a tool and waits for its answer.
  ///
  /// @throws UnreachableException where the daemon goes away before it answers
  public Answer call(String tool, Json arguments, Progress progress) throws IOException {
    long id = ++calls;
    var meta =
        Json.object()
            .put(PREFIX + "protocolVersion", PROTOCOL)
            .put(PREFIX + "clientCapabilities", Json.EMPTY)
            .put(PREFIX + "clientInfo", Json.object().put("name", agent).build());
    current.set(id); // Before it is sent: it may be cancelled as soon as it has begun.
    try {
      wire.writeLine(
          Json.object()
              .put("jsonrpc", "2.0")
              .put("id", id)
              .put("method", "tools/call")
              .put(
                  "params",
                  Json.object()
                      .put("name", tool)
                      .put("arguments", arguments)
                      .put("_meta", meta.put("progressToken", id).build())
                      .build())
              .build()
              .toBytes());
      return await(id, progress);
    } finally {
      current.set(NO_CALL);
    }
  }

  /// Asks the daemon to give up the call under way, if there is one; its answer still comes.
  ///
  /// @return whether there was one
  public boolean cancel() throws IOException {
    long id = current.get();
    if (id == NO_CALL) {
      return false;
    }
    wire.writeLine(
        Json.object()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/cancelled")
            .put("params", Json.object().put("requestId", id).build())
            .build()
            .toBytes());
    return true;
  }

  /// Hands the connection over to another program's lines, both ways, until either side ends it.
  ///
  /// @return whether the program ended it; false where the daemon went away first
  public boolean pump(ReadableByteChannel in, WritableByteChannel out)
      throws IOException, InterruptedException {
    return new Pump(wire.channel()).run(wire.rest(), in, out);
  }

  /// As {@link #pump}, with this process's standard input and output.
  public boolean pumpStandard() throws IOException, InterruptedException {
    return pump(Pump.standardInput(), Pump.standardOutput());
  }

  private Answer await(long id, Progress progress) throws IOException {
    while (true) {
      Json line = next(wire);
      if (line.whole("id").filter(value -> value == id).isPresent()) {
        return answer(line);
      }
      if (line.text("method").filter("notifications/progress"::equals).isPresent()) {
        line.get("params").ifPresent(at -> report(at, progress));
      }
    }
  }

  private static void report(Json at, Progress progress) {
    progress.at(number(at, "progress"), number(at, "total"), at.text("message").orElse(""));
  }

  private static long number(Json from, String name) {
    return switch (from.member(name)) {
      case Json.Whole(long value) -> value;
      case Json.Real(double value) -> (long) value;
      case null, default -> 0;
    };
  }

  private static Json next(Wire wire) throws IOException {
    byte[] line = wire.readLine();
    if (line == null) {
      throw wire.gone(null);
    }
    return Json.parse(line, 0, line.length, LIMITS);
  }

  private static Answer answer(Json line) {
    Optional<Json> error = line.get("error");
    if (error.isPresent()) {
      return new Answer.Refused(refusal(error.get()));
    }
    Json result = line.get("result").orElse(Json.EMPTY);
    Json content = result.get("structuredContent").orElse(Json.EMPTY);
    if (!Json.TRUE.equals(result.member("isError"))) {
      return new Answer.Done(content);
    }
    return new Answer.Refused(refusal(error(result)));
  }

  /// A tool's no comes as the JSON of the refusal, in the text that agents read.
  private static Json error(Json result) {
    String text = result.at("/content/0/text").flatMap(DaemonClient::textOf).orElse("");
    try {
      Json error = Json.parse(text);
      if (error.text("why").isPresent()) {
        return error;
      }
    } catch (JsonException e) {
      // It is plain text: then that is all there is to say.
    }
    return Json.object().put("message", text.isEmpty() ? result.write() : text).build();
  }

  /// Reads either a refusal as tools put it, or an error of JSON-RPC that may carry one as `data`.
  private static Refusal refusal(Json error) {
    Json detail = error.get("data").filter(data -> data.text("why").isPresent()).orElse(error);
    boolean input = error.whole("code").filter(code -> code == INVALID_PARAMS).isPresent();
    return new Refusal(
        kind(detail).orElse(input ? Refusal.Kind.INVALID : Refusal.Kind.FAILED),
        detail.text("attempted").orElse("call the daemon"),
        detail.text("why").orElseGet(() -> why(error)),
        detail.text("next").orElse(""));
  }

  private static Optional<String> textOf(Json value) {
    return value instanceof Json.Text(String text) ? Optional.of(text) : Optional.empty();
  }

  private static Optional<Refusal.Kind> kind(Json error) {
    String name = error.text("kind").orElse("").toUpperCase(Locale.ROOT);
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      if (kind.name().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static String why(Json error) {
    return error
        .text("message")
        .or(() -> error.at("/error/message").flatMap(DaemonClient::textOf))
        .orElseGet(error::write);
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
