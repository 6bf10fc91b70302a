package dev.unwait.mcp;

import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One request being served: what it asks, under which revision, and the way back to who asked.
///
/// @param agent the name of the agent
/// @param arrivedNanos when the request arrived, by {@link System#nanoTime}
public record Exchange(
    Message.Request request, Revision revision, String agent, long arrivedNanos, Peer peer) {
  private static final String PREFIX = "io.modelcontextprotocol/";
  static final String VERSION_KEY = PREFIX + "protocolVersion";
  static final String CLIENT_KEY = PREFIX + "clientInfo";
  static final String CAPABILITIES_KEY = PREFIX + "clientCapabilities";
  private static final int AGENT_CHARS_MAX = 100;
  private static final int TRACEPARENT_CHARS_MAX = 200;

  /// Finds out under which revision a request is to be served: its own word, else the older one.
  ///
  /// @throws RpcException for a revision that is not served, or metadata that is not whole
  public static Exchange of(Message.Request request, Peer peer, long arrivedNanos)
      throws RpcException {
    var meta = request.params().member("_meta");
    var version = meta == null ? null : meta.member(VERSION_KEY);
    if (meta == null || version == null) {
      return new Exchange(request, Revision.INITIALIZED, peer.agent(), arrivedNanos, peer);
    }
    if (!(version instanceof Json.Text(var date))) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "_meta/" + VERSION_KEY + " must be a string");
    }
    if (!date.equals(Revision.STATELESS.date())) {
      throw unsupported(date);
    }
    if (!(meta.member(CAPABILITIES_KEY) instanceof Json.Members)) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "_meta/" + CAPABILITIES_KEY + " must be an object");
    }
    var agent = agent(meta.member(CLIENT_KEY), peer.agent());
    return new Exchange(request, Revision.STATELESS, agent, arrivedNanos, peer);
  }

  /// The revision that a request names itself; null where it names none.
  public static @Nullable String version(Message.Request request) {
    var meta = request.params().member("_meta");
    return meta != null && meta.member(VERSION_KEY) instanceof Json.Text(var date) ? date : null;
  }

  /// The error that names the revisions that are served.
  public static RpcException unsupported(String date) {
    return new RpcException(
        RpcException.UNSUPPORTED_VERSION,
        "Unsupported protocol version",
        Json.object()
            .put("supported", Json.strings(Revision.dates()))
            .put("requested", date)
            .build());
  }

  /// The name in a `clientInfo`, made fit for journals and tables.
  static String agent(@Nullable Json clientInfo, String otherwise) {
    if (clientInfo == null || !(clientInfo.member("name") instanceof Json.Text(var name))) {
      return otherwise;
    }
    var cut = name.substring(0, Math.min(name.length(), AGENT_CHARS_MAX));
    var plain =
        cut.chars().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", "") : cut;
    return plain.isBlank() ? otherwise : plain.strip();
  }

  /// The caller's W3C trace context; null where it gave none.
  @Nullable String traceparent() {
    var meta = request.params().member("_meta");
    return meta != null
            && meta.member("traceparent") instanceof Json.Text(var text)
            && text.length() <= TRACEPARENT_CHARS_MAX
        ? text
        : null;
  }

  /// The token under which the caller wants to hear of progress; null where it does not.
  public @Nullable Json progressToken() {
    var meta = request.params().member("_meta");
    var token = meta == null ? null : meta.member("progressToken");
    return token instanceof Json.Text || token instanceof Json.Whole ? token : null;
  }

  /// Sends a notification to whoever asked.
  public void notify(String method, Json params) {
    var buffer = new JsonBuffer();
    buffer.value(
        Json.object().put("jsonrpc", "2.0").put("method", method).put("params", params).build());
    peer.send(buffer);
  }

  /// The capability that a method needs and the client did not name.
  public boolean clientCan(String capability) {
    var meta = request.params().member("_meta");
    var capabilities = meta == null ? null : meta.member(CAPABILITIES_KEY);
    return capabilities != null && capabilities.member(capability.toLowerCase(Locale.ROOT)) != null;
  }
}
