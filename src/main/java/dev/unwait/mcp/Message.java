package dev.unwait.mcp;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.json.Limits;
import org.jspecify.annotations.Nullable;

/// One JSON-RPC message from a client.
public sealed interface Message {
  /// Asks for an answer.
  record Request(Json id, String method, Json.Members params) implements Message {}

  /// Asks for none.
  record Notification(String method, Json.Members params) implements Message {}

  /// Answers a request of ours; we make none.
  record Response() implements Message {}

  /// Something else.
  ///
  /// @param id the id that it carries, if that much could be read
  record Malformed(@Nullable Json id, RpcException fault) implements Message {}

  /// Reads a message; whatever is wrong with it comes back as {@link Malformed}.
  static Message read(byte[] utf8, int from, int length, Limits limits) {
    Json json;
    try {
      json = Json.parse(utf8, from, length, limits);
    } catch (JsonException e) {
      return new Malformed(
          null, new RpcException(RpcException.PARSE_ERROR, "Parse error: " + e.getMessage()));
    }
    return of(json);
  }

  private static Message of(Json json) {
    if (!(json instanceof Json.Members)) {
      return malformed(
          null,
          json instanceof Json.Items
              ? "JSON-RPC batches are not part of the protocol; the tool `batch` takes their place"
              : "a message must be an object, not " + json.sort());
    }
    var id = json.member("id");
    boolean usable = id instanceof Json.Text || id instanceof Json.Whole;
    var known = usable ? id : null;
    if (!(json.member("jsonrpc") instanceof Json.Text(var version)) || !version.equals("2.0")) {
      return malformed(known, "\"jsonrpc\" must be \"2.0\"");
    }
    var method = json.member("method");
    if (method == null && (json.member("result") != null || json.member("error") != null)) {
      return new Response();
    }
    if (!(method instanceof Json.Text(var name))) {
      return malformed(known, "\"method\" must be a string");
    }
    var params = json.member("params");
    if (params != null && !(params instanceof Json.Members)) {
      return malformed(known, "\"params\" must be an object, not " + params.sort());
    }
    var members = params instanceof Json.Members present ? present : Json.EMPTY;
    if (id == null) {
      return new Notification(name, members);
    }
    return known == null
        ? malformed(null, "\"id\" must be a string or an integer, not " + id.sort())
        : new Request(known, name, members);
  }

  private static Malformed malformed(@Nullable Json id, String problem) {
    return new Malformed(
        id, new RpcException(RpcException.INVALID_REQUEST, "Invalid request: " + problem));
  }
}
