package dev.unwait.http;

import dev.unwait.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The bounds of the HTTP door, and who may come in.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any that is free
/// @param token the bearer token that every request must carry; empty lets everybody in, which is
///   for tests of the protocol
/// @param hosts names that `Host` and `Origin` may carry besides those of the loopback
/// @param audience whose tools the plain JSON door serves; MCP serves agents
/// @param bodyBytesMax the largest request body
/// @param servedMax requests served at once; beyond it they are told to come back
/// @param connectionsMax open connections
/// @param idle how long a connection may be silent while something is awaited of it
/// @param body how long a request may take to send its body
/// @param patience how long a call may take before its answer turns into a stream that is kept
///   alive, so that a client that left is noticed
/// @param grace how long running calls may go on once the door closes
public record HttpOptions(
    String host,
    int port,
    Optional<String> token,
    List<String> hosts,
    ToolSpec.Audience audience,
    int bodyBytesMax,
    int servedMax,
    int connectionsMax,
    Duration idle,
    Duration body,
    Duration patience,
    Duration grace) {

  public HttpOptions {
    hosts = hosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (token.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("the bearer token is blank");
    }
  }

  /// The defaults: loopback only, a token required.
  public static HttpOptions of(int port, String token) {
    return new HttpOptions(
        "127.0.0.1",
        port,
        Optional.of(token),
        List.of(),
        ToolSpec.Audience.AGENTS,
        4 << 20,
        256,
        4096,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2));
  }
}
