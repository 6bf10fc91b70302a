package dev.unwait.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The session id of clients of the older revision: it holds the agent's name, which such a client
/// says only once, so that nothing need be remembered here and an id outlives the daemon.
final class SessionId {
  static final String HEADER = "Mcp-Session-Id";
  private static final int CHARS_MAX = 1000;
  private static final String UNKNOWN = "unknown";

  private SessionId() {}

  static String of(String agent) {
    var name = agent.getBytes(StandardCharsets.UTF_8);
    return UUID.randomUUID() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }

  /// The name in an id; anything that is none of ours stands for an unknown agent.
  static String agent(@Nullable String id) {
    int dot = id == null ? -1 : id.indexOf('.');
    if (id == null || dot < 0 || id.length() > CHARS_MAX) {
      return UNKNOWN;
    }
    try {
      var name = Base64.getUrlDecoder().decode(id.substring(dot + 1));
      var agent = new String(name, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "").strip();
      return agent.isEmpty() ? UNKNOWN : agent;
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }
}
