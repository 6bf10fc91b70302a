package dev.unwait.mcp;

import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import dev.unwait.tool.Answer;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.CatalogueEntry;
import dev.unwait.tool.ServedCall;
import dev.unwait.tool.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// `tools/list` and `tools/call`.
final class ToolMethods {
  private static final byte[] STRUCTURED = ascii("{\"structuredContent\":");
  private static final byte[] CONTENT = ascii(",\"content\":[{\"type\":\"text\",\"text\":");
  private static final byte[] ERROR =
      ascii("{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":");
  private static final byte[] CONTENT_END = ascii("}]}");

  private final Catalogue catalogue;
  private final CallObserver observer;
  private final ToolSpec.Audience audience;
  private final Json.Members list;

  ToolMethods(Catalogue catalogue, CallObserver observer, ToolSpec.Audience audience) {
    this.catalogue = catalogue;
    this.observer = observer;
    this.audience = audience;
    this.list = list(catalogue, audience);
  }

  McpMethod list() {
    return exchange -> {
      if (exchange.request().params().member("cursor") != null) {
        throw new RpcException(
            RpcException.INVALID_PARAMS, "Invalid cursor: the list of tools has one page");
      }
      return exchange.revision() == Revision.STATELESS ? Lifecycle.cacheable(list) : list;
    };
  }

  /// Serves a `tools/call` and writes its result object.
  void call(Exchange exchange, JsonBuffer to) throws RpcException {
    var params = exchange.request().params();
    if (!(params.member("name") instanceof Json.Text(var name))) {
      throw new RpcException(RpcException.INVALID_PARAMS, "\"name\" must be a string");
    }
    var entry = catalogue.find(name, audience);
    if (entry == null) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "Unknown tool: " + name + catalogue.hint(name));
    }
    var arguments = params.member("arguments");
    var call =
        ServedCall.start(
            observer,
            name,
            exchange.agent(),
            exchange.traceparent(),
            exchange.arrivedNanos(),
            progress(exchange));
    var answer = entry.invoke(arguments == null ? Json.EMPTY : arguments, call);
    int before = to.size();
    write(answer, to);
    call.end(answer, to.size() - before);
  }

  /// The structured answer, and the same JSON as text for those who read only that. A no goes as
  /// text alone: structured content would have to fit the tool's output schema.
  static void write(Answer answer, JsonBuffer to) {
    switch (answer) {
      case Answer.Done(var result) -> {
        to.raw(STRUCTURED);
        int from = to.size();
        to.value(result);
        int end = to.size();
        to.raw(CONTENT).quoted(from, end).raw(CONTENT_END);
      }
      case Answer.Refused refused -> to.raw(ERROR).text(refused.error().write()).raw(CONTENT_END);
    }
  }

  /// Each notification must say more than the one before; what does not is dropped.
  private static ServedCall.Progress progress(Exchange exchange) {
    var token = exchange.progressToken();
    if (token == null) {
      return ServedCall.Progress.NONE;
    }
    var last = new AtomicLong(-1);
    return (done, total, message) -> {
      if (done > last.getAndAccumulate(done, Math::max)) {
        exchange.notify(
            "notifications/progress",
            Json.object()
                .put("progressToken", token)
                .put("progress", done)
                .put("total", total > 0 ? Json.of(total) : null)
                .put("message", message.isEmpty() ? null : message)
                .build());
      }
    };
  }

  private static Json.Members list(Catalogue catalogue, ToolSpec.Audience audience) {
    var tools = catalogue.entries(audience).stream().map(ToolMethods::describe).toList();
    return Json.object().put("tools", tools).build();
  }

  private static Json describe(CatalogueEntry entry) {
    var spec = entry.spec();
    var annotations = Json.object();
    switch (spec.effect()) {
      case READS -> annotations.put("readOnlyHint", true);
      case WRITES -> annotations.put("destructiveHint", false);
      case DESTROYS -> annotations.put("destructiveHint", true);
    }
    return Json.object()
        .put("name", entry.name())
        .put("description", spec.description())
        .put("inputSchema", entry.inputSchema())
        .put("outputSchema", entry.outputSchema())
        .put("annotations", annotations.build())
        .build();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
