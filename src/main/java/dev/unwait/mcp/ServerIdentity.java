package dev.unwait.mcp;

import dev.unwait.json.Json;

/// How the server introduces itself.
///
/// @param instructions what a model should know before it uses the tools
public record ServerIdentity(String name, String version, String instructions) {
  Json info() {
    return Json.object().put("name", name).put("version", version).build();
  }
}
