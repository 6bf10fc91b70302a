package dev.unwait.mcp;

import java.time.Duration;

/// The bounds of a session.
///
/// @param messageBytesMax the largest message taken
/// @param runningMax calls running at once on one connection
/// @param waitingBytesMax answers waiting for a slow reader; beyond it calls wait
/// @param grace how long calls may go on once the client has closed its end
public record McpOptions(int messageBytesMax, int runningMax, int waitingBytesMax, Duration grace) {
  public static final McpOptions DEFAULTS =
      new McpOptions(8 << 20, 256, 8 << 20, Duration.ofSeconds(2));
}
