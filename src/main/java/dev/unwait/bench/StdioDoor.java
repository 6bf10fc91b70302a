package dev.unwait.bench;

import dev.unwait.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// An MCP client at the standard streams of a server, as agents are.
final class StdioDoor implements Door {
  private static final String REVISION = "2025-11-25";

  private final Process server;
  private final OutputStream out;
  private final InputStream in;
  private long calls;

  StdioDoor(Process server) throws IOException {
    this.server = server;
    out = server.getOutputStream();
    in = new BufferedInputStream(server.getInputStream());
    var client = Json.object().put("name", "bench").put("version", "1").build();
    request(
        "initialize",
        Json.object()
            .put("protocolVersion", REVISION)
            .put("capabilities", Json.EMPTY)
            .put("clientInfo", client)
            .build());
    send(Json.object().put("jsonrpc", "2.0").put("method", "notifications/initialized").build());
  }

  @Override
  public Json call(String tool, Json arguments) throws IOException {
    var result =
        request("tools/call", Json.object().put("name", tool).put("arguments", arguments).build());
    if (Json.TRUE.equals(result.member("isError"))) {
      throw new IOException(tool + " failed: " + result);
    }
    return result.get("structuredContent").orElse(Json.EMPTY);
  }

  private Json request(String method, Json params) throws IOException {
    long id = ++calls;
    send(
        Json.object()
            .put("jsonrpc", "2.0")
            .put("id", id)
            .put("method", method)
            .put("params", params)
            .build());
    while (true) {
      var answer = Json.parse(line());
      if (answer.whole("id").filter(of -> of == id).isPresent()) {
        return answer
            .get("result")
            .orElseThrow(() -> new IOException(method + " was answered with " + answer));
      }
    }
  }

  private void send(Json message) throws IOException {
    var line = new ByteArrayOutputStream();
    line.write(message.toBytes());
    line.write('\n');
    out.write(line.toByteArray());
    out.flush();
  }

  private byte[] line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the MCP server ended: " + line);
      }
      line.write(c);
    }
    return line.toByteArray();
  }

  @Override
  public void close() throws IOException {
    out.close();
    server.destroy();
  }
}
