package dev.unwait.http;

import dev.unwait.json.JsonBuffer;
import dev.unwait.json.Limits;
import dev.unwait.mcp.Exchange;
import dev.unwait.mcp.McpServer;
import dev.unwait.mcp.Message;
import dev.unwait.mcp.RpcException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// `POST /mcp`: Streamable HTTP, one message a request and no sessions.
final class McpEndpoint {
  private final McpServer server;
  private final HttpOptions options;
  private final Limits limits;
  private final Set<Reply> replies = ConcurrentHashMap.newKeySet();

  McpEndpoint(McpServer server, HttpOptions options) {
    this.server = server;
    this.options = options;
    this.limits = Limits.DEFAULTS.withBytesMax(options.bodyBytesMax());
  }

  /// The replies being worked on, for the pulse.
  Set<Reply> replies() {
    return replies;
  }

  void serve(Request request, Response response) throws Denial, IOException {
    if (!request.getMethod().equals("POST")) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      throw new Denial(405, "only POST is served here; there are no sessions and no GET stream");
    }
    long arrivedNanos = System.nanoTime();
    byte[] body = Body.read(request, options.bodyBytesMax(), options.body());
    switch (Message.read(body, 0, body.length, limits)) {
      case Message.Request message -> answer(message, request, response, arrivedNanos);
      case Message.Notification _, Message.Response _ -> Plain.empty(response, 202);
      case Message.Malformed(var id, var fault) -> {
        var buffer = new JsonBuffer();
        McpServer.fail(id, fault, buffer);
        Plain.write(response, 400, buffer);
      }
    }
  }

  private void answer(
      Message.Request message, Request request, Response response, long arrivedNanos)
      throws IOException {
    var accept = request.getHeaders().get(HttpHeader.ACCEPT);
    var agent = SessionId.agent(request.getHeaders().get(SessionId.HEADER));
    var reply = new Reply(response, streams(accept), agent);
    var buffer = new JsonBuffer();
    int status;
    replies.add(reply);
    try {
      status = answer(message, request, reply, arrivedNanos, buffer);
    } finally {
      replies.remove(reply);
    }
    // An interrupt was for the call; the answer that says so must still go out.
    Thread.interrupted();
    reply.finish(status, buffer);
  }

  private int answer(
      Message.Request message, Request request, Reply reply, long arrivedNanos, JsonBuffer to) {
    Exchange exchange;
    try {
      HeaderRules.check(message, request.getHeaders());
      exchange = Exchange.of(message, reply, arrivedNanos);
    } catch (RpcException e) {
      McpServer.fail(message.id(), e, to);
      return 400;
    }
    return status(exchange, server.answer(exchange, to));
  }

  /// The older revision says all in the body; the newer one has statuses for some errors.
  private static int status(Exchange exchange, int code) {
    return switch (exchange.revision()) {
      case INITIALIZED -> 200;
      case STATELESS ->
          switch (code) {
            case RpcException.METHOD_NOT_FOUND -> 404;
            case RpcException.MISSING_CLIENT_CAPABILITY -> 400;
            default -> 200;
          };
    };
  }

  private static boolean streams(@Nullable String accept) {
    return accept != null && accept.contains("text/event-stream");
  }
}
