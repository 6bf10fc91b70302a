package dev.unwait.mcp;

import dev.unwait.json.JsonBuffer;

/// Who is at the other end, as far as one connection knows.
public interface Peer {
  /// The name that the agent gave when it connected; a request may bring its own.
  String agent();

  /// Remembers the name given by `initialize`.
  void initialized(String agent);

  /// Sends a notification that belongs to a request being served; dropped where there is no way.
  void send(JsonBuffer notification);
}
