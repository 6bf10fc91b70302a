package dev.unwait.http;

import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/// Writes whole JSON answers.
final class Plain {
  private Plain() {}

  static void write(Response response, int status, JsonBuffer json) throws IOException {
    response.setStatus(status);
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, "application/json");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put(HttpHeader.CONTENT_LENGTH, json.size());
    Content.Sink.write(response, true, ByteBuffer.wrap(json.array(), 0, json.size()));
  }

  static void write(Response response, int status, Json json) throws IOException {
    var buffer = new JsonBuffer();
    buffer.value(json);
    write(response, status, buffer);
  }

  static void empty(Response response, int status) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    Content.Sink.write(response, true, ByteBuffer.allocate(0));
  }
}
