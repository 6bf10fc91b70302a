package dev.unwait.client;

import dev.unwait.json.Json;
import java.nio.file.Path;

/// The first line of a connection: who comes through which door, and from where.
///
/// @param door `cli` or `mcp`
/// @param agent the name that calls are recorded under
/// @param folder the caller's working folder, absolute
/// @param imports whether a working tree that no project covers is imported at the first call that
///   needs one
public record Hello(String door, String agent, Path folder, boolean imports) {
  /// The version of the protocol.
  static final int PROTOCOL = 1;

  Json toJson() {
    return Json.object()
        .put("unwait", PROTOCOL)
        .put("door", door)
        .put("agent", agent)
        .put("cwd", folder.toString())
        .put("import", imports)
        .build();
  }
}
