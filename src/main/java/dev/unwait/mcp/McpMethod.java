package dev.unwait.mcp;

import dev.unwait.json.Json;

/// Serves one method of the protocol.
@FunctionalInterface
public interface McpMethod {
  /// The result object; what the revision demands around it is added.
  Json.Members result(Exchange exchange) throws RpcException, InterruptedException;

  /// Whether it may take long, and so gets a thread and can be cancelled.
  default boolean mayBlock() {
    return false;
  }
}
