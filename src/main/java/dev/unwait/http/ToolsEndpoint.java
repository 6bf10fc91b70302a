package dev.unwait.http;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import dev.unwait.json.JsonException;
import dev.unwait.json.Limits;
import dev.unwait.tool.Answer;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.CatalogueEntry;
import dev.unwait.tool.ServedCall;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// `GET /v1/tools` and `POST /v1/tools/NAME`: the catalogue as plain JSON over HTTP.
final class ToolsEndpoint {
  static final String PATH = "/v1/tools";
  private static final String AGENT_HEADER = "Unwait-Agent";
  private static final int AGENT_CHARS_MAX = 100;
  private static final int TRACEPARENT_CHARS_MAX = 200;

  private final Catalogue catalogue;
  private final CallObserver observer;
  private final HttpOptions options;
  private final Limits limits;
  private final Json list;

  ToolsEndpoint(Catalogue catalogue, CallObserver observer, HttpOptions options) {
    this.catalogue = catalogue;
    this.observer = observer;
    this.options = options;
    this.limits = Limits.DEFAULTS.withBytesMax(options.bodyBytesMax());
    var tools = catalogue.entries(options.audience()).stream().map(ToolsEndpoint::describe);
    this.list = Json.object().put("tools", tools.toList()).build();
  }

  /// @param path the path of the request, which begins with {@link #PATH}
  void serve(String path, Request request, Response response) throws Denial, IOException {
    if (path.equals(PATH)) {
      demand("GET", request, response);
      Plain.write(response, 200, list);
      return;
    }
    var name = path.substring(PATH.length() + 1);
    var entry = catalogue.find(name, options.audience());
    if (entry == null) {
      throw new Denial(404, "there is no tool of that name" + catalogue.hint(name));
    }
    demand("POST", request, response);
    call(entry, request, response);
  }

  private void call(CatalogueEntry entry, Request request, Response response)
      throws Denial, IOException {
    long arrivedNanos = System.nanoTime();
    byte[] body = Body.read(request, options.bodyBytesMax(), options.body());
    Json arguments;
    try {
      arguments = body.length == 0 ? Json.EMPTY : Json.parse(body, 0, body.length, limits);
    } catch (JsonException e) {
      throw new Denial(400, "the body " + e.getMessage());
    }
    var call =
        ServedCall.start(
            observer,
            entry.name(),
            agent(request),
            header(request, "traceparent", TRACEPARENT_CHARS_MAX),
            arrivedNanos,
            ServedCall.Progress.NONE);
    var answer = entry.invoke(arguments, call);
    var written =
        switch (answer) {
          case Answer.Done(var result) -> result;
          case Answer.Refused refused -> Json.object().put("error", refused.error()).build();
        };
    var buffer = new JsonBuffer();
    buffer.value(written);
    call.end(answer, buffer.size());
    // An interrupt was for the call; the answer that says so must still go out.
    Thread.interrupted();
    Plain.write(response, status(answer), buffer);
  }

  private static int status(Answer answer) {
    return switch (answer) {
      case Answer.Done _ -> 200;
      case Answer.Refused(var refusal) -> status(refusal.kind());
    };
  }

  private static int status(Refusal.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case MISSING -> 404;
      case CONFLICT -> 409;
      case LIMIT -> 429;
      case UNSUPPORTED -> 501;
      case UNAVAILABLE -> 503;
      case FAILED -> 500;
    };
  }

  private static void demand(String method, Request request, Response response) throws Denial {
    if (!request.getMethod().equals(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, method);
      throw new Denial(405, "only " + method + " is served here");
    }
  }

  private static String agent(Request request) {
    var agent = header(request, AGENT_HEADER, AGENT_CHARS_MAX);
    return agent == null || agent.isBlank() ? "http" : agent.strip();
  }

  private static @Nullable String header(Request request, String name, int charsMax) {
    var value = request.getHeaders().get(name);
    return value == null || value.length() > charsMax ? null : value;
  }

  private static Json describe(CatalogueEntry entry) {
    return Json.object()
        .put("name", entry.name())
        .put("description", entry.spec().description())
        .put("effect", entry.spec().effect().name().toLowerCase(Locale.ROOT))
        .put("input_schema", entry.inputSchema())
        .put("output_schema", entry.outputSchema())
        .build();
  }
}
