package dev.unwait.http;

import dev.unwait.json.Json;
import dev.unwait.mcp.Exchange;
import dev.unwait.mcp.Message;
import dev.unwait.mcp.Revision;
import dev.unwait.mcp.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/// What the headers of a request must say about its body, so that whoever routes by headers and
/// whoever serves the body never disagree.
final class HeaderRules {
  static final String VERSION = "MCP-Protocol-Version";
  private static final String METHOD = "Mcp-Method";
  private static final String NAME = "Mcp-Name";
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  /// Which parameter of a method `Mcp-Name` repeats.
  private static final Map<String, String> NAMED =
      Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

  private HeaderRules() {}

  static void check(Message.Request request, HttpFields headers) throws RpcException {
    var header = headers.get(VERSION);
    var version = Exchange.version(request);
    if (version == null) {
      checkWithoutMetadata(header);
      return;
    }
    mustMatch(VERSION, header, version);
    if (!version.equals(Revision.STATELESS.date())) {
      throw Exchange.unsupported(version);
    }
    mustMatch(METHOD, headers.get(METHOD), request.method());
    var named = NAMED.get(request.method());
    if (named != null && request.params().member(named) instanceof Json.Text(var value)) {
      mustMatch(NAME, decoded(headers.get(NAME)), value);
    }
  }

  /// A body without a version is of the older kind, unless its header says otherwise.
  private static void checkWithoutMetadata(@Nullable String header) throws RpcException {
    if (header == null || header.equals(Revision.INITIALIZED.date())) {
      return;
    }
    if (header.equals(Revision.STATELESS.date())) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "_meta/io.modelcontextprotocol/protocolVersion is missing");
    }
    throw Exchange.unsupported(header);
  }

  private static void mustMatch(String name, @Nullable String header, String body)
      throws RpcException {
    if (header == null) {
      throw mismatch("the header " + name + " is missing");
    }
    if (!header.equals(body)) {
      throw mismatch(
          "the header " + name + " is \"" + header + "\", the body says \"" + body + "\"");
    }
  }

  private static @Nullable String decoded(@Nullable String header) throws RpcException {
    if (header == null || !header.startsWith(ENCODED) || !header.endsWith(ENCODED_END)) {
      return header;
    }
    try {
      var inner = header.substring(ENCODED.length(), header.length() - ENCODED_END.length());
      return new String(Base64.getDecoder().decode(inner), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw mismatch("the header " + NAME + " is not valid Base64");
    }
  }

  private static RpcException mismatch(String why) {
    return new RpcException(RpcException.HEADER_MISMATCH, "Header mismatch: " + why);
  }
}
