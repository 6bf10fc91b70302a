package dev.unwait.mcp;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import dev.unwait.tool.Answer;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.ToolSpec;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The server core: serves a request of either revision, whatever brought it.
public final class McpServer {
  private static final Logger LOG = System.getLogger(McpServer.class.getName());
  private static final String CALL = "tools/call";
  private static final String SERVER_KEY = "io.modelcontextprotocol/serverInfo";
  private static final byte[] HEAD = ascii("{\"jsonrpc\":\"2.0\"");
  private static final byte[] ID = ascii(",\"id\":");
  private static final byte[] RESULT = ascii(",\"result\":");
  private static final byte[] ERROR = ascii(",\"error\":");

  private final Map<String, McpMethod> initialized;
  private final Map<String, McpMethod> stateless;
  private final ToolMethods tools;
  private final Json serverInfo;
  private final byte[] statelessTail;

  private McpServer(
      ToolMethods tools,
      Json serverInfo,
      Map<String, McpMethod> initialized,
      Map<String, McpMethod> stateless) {
    this.initialized = Map.copyOf(initialized);
    this.stateless = Map.copyOf(stateless);
    this.tools = tools;
    this.serverInfo = Json.object().put(SERVER_KEY, serverInfo).build();
    this.statelessTail =
        utf8(",\"resultType\":\"complete\",\"_meta\":" + this.serverInfo.write() + "}");
  }

  /// A server of tools, and of nothing else: resources and prompts are not among its capabilities.
  public static McpServer of(
      Catalogue catalogue,
      ServerIdentity identity,
      CallObserver observer,
      ToolSpec.Audience audience) {
    return of(
        catalogue,
        identity,
        observer,
        audience,
        Json.object().put("tools", Json.EMPTY).build(),
        Map.of());
  }

  /// The same with further methods, which may also take the place of those that are there.
  static McpServer of(
      Catalogue catalogue,
      ServerIdentity identity,
      CallObserver observer,
      ToolSpec.Audience audience,
      Json capabilities,
      Map<String, McpMethod> further) {
    var tools = new ToolMethods(catalogue, observer, audience);
    var lifecycle = new Lifecycle(identity, capabilities);
    var stateless = new HashMap<String, McpMethod>();
    stateless.put("server/discover", lifecycle::discover);
    stateless.put("tools/list", tools.list());
    var initialized = new HashMap<>(stateless);
    initialized.put("initialize", lifecycle::initialize);
    initialized.put("ping", _ -> Json.EMPTY);
    initialized.put("logging/setLevel", _ -> Json.EMPTY);
    stateless.putAll(further);
    initialized.putAll(further);
    return new McpServer(tools, identity.info(), initialized, stateless);
  }

  /// Whether a request may take long, and so should get a thread of its own.
  boolean mayBlock(Message.Request request) {
    // What may block is the same in both revisions.
    var method = initialized.get(request.method());
    return method == null ? request.method().equals(CALL) : method.mayBlock();
  }

  /// Serves a request on this thread and writes the whole response, result or error.
  void answer(Message.Request request, Peer peer, long arrivedNanos, JsonBuffer to) {
    try {
      answer(Exchange.of(request, peer, arrivedNanos), to);
    } catch (RpcException e) {
      fail(request.id(), e, to);
    }
  }

  /// Serves a request on this thread and writes the whole response, result or error.
  ///
  /// @return the code of the error; 0 for a result
  public int answer(Exchange exchange, JsonBuffer to) {
    int before = to.size();
    var id = exchange.request().id();
    RpcException fault;
    try {
      to.raw(HEAD).raw(ID).value(id).raw(RESULT);
      result(exchange, to);
      to.raw('}');
      return 0;
    } catch (RpcException e) {
      fault = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fault = new RpcException(RpcException.INTERNAL_ERROR, "Cancelled");
    } catch (RuntimeException e) {
      var method = exchange.request().method();
      var number = UUID.randomUUID().toString();
      LOG.log(
          Logger.Level.ERROR, "A request failed by a bug. method=" + method + " id=" + number, e);
      fault = new RpcException(RpcException.INTERNAL_ERROR, "Internal error " + number);
    }
    to.cut(before);
    fail(id, fault, to);
    return fault.code();
  }

  /// Writes a no to a call that was not made.
  void refuse(Message.Request request, Peer peer, Refusal refusal, JsonBuffer to) {
    boolean isStateless;
    try {
      isStateless = Exchange.of(request, peer, 0).revision() == Revision.STATELESS;
    } catch (RpcException e) {
      fail(request.id(), e, to);
      return;
    }
    to.raw(HEAD).raw(ID).value(request.id()).raw(RESULT);
    ToolMethods.write(new Answer.Refused(refusal), to);
    end(isStateless, to);
    to.raw('}');
  }

  /// Writes an error response.
  ///
  /// @param id the request's; null where it could not be read
  public static void fail(@Nullable Json id, RpcException fault, JsonBuffer to) {
    to.raw(HEAD);
    if (id != null) {
      to.raw(ID).value(id);
    }
    to.raw(ERROR).value(fault.error()).raw('}');
  }

  private void result(Exchange exchange, JsonBuffer to) throws RpcException, InterruptedException {
    var name = exchange.request().method();
    boolean isStateless = exchange.revision() == Revision.STATELESS;
    var method = (isStateless ? stateless : initialized).get(name);
    if (method != null) {
      var result = method.result(exchange);
      to.value(isStateless ? completed(result) : result);
    } else if (name.equals(CALL)) {
      tools.call(exchange, to);
      end(isStateless, to);
    } else {
      throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found: " + name);
    }
  }

  /// The same for a result object that was written already.
  private void end(boolean isStateless, JsonBuffer to) {
    if (isStateless) {
      to.cut(to.size() - 1);
      to.raw(statelessTail);
    }
  }

  /// Adds what the stateless revision wants in every result.
  private Json.Members completed(Json.Members result) {
    var completed = Json.object().put("resultType", "complete").put("_meta", serverInfo);
    result.values().forEach(completed::put);
    return completed.build();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
