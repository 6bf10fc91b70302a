package dev.unwait.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.mcp.TestTools;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Speaks to the door over a plain socket, byte by byte where it matters.
@NullMarked
class HttpDoorTest {
  private static final String TOKEN = "secret";
  private static final String PING =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{}}";
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  @Test
  void aCallIsAnsweredAsOneJsonObject() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      var call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
              + "\"arguments\":{\"text\":\"hi\"},"
              + META
              + "}}";
      var headers =
          "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n";

      assertThat(post(door, "/mcp", headers, call))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Type: application/json")
          .contains("\"structuredContent\":{\"text\":\"hi\"}");
      assertThat(post(door, "/mcp", headers.replace("echo", "=?base64?ZWNobw==?="), call))
          .startsWith("HTTP/1.1 200 ");
      assertThat(post(door, "/mcp", headers.replace("echo", "ecko"), call))
          .startsWith("HTTP/1.1 400 ")
          .contains("-32020");
      assertThat(post(door, "/mcp", "", PING))
          .startsWith("HTTP/1.1 200 ")
          .contains("\"result\":{}");
    }
  }

  @Test
  void onlyThoseWithTheTokenComeIn() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      var whole = request(door, "POST /mcp", "", PING);

      assertThat(exchange(door, whole.replace("Authorization: Bearer secret\r\n", "")))
          .startsWith("HTTP/1.1 401 ")
          .contains("WWW-Authenticate: Bearer");
      assertThat(exchange(door, whole.replace("Bearer secret", "Bearer secret2")))
          .startsWith("HTTP/1.1 401 ");
      assertThat(exchange(door, whole.replace("Bearer secret", "Basic secret")))
          .startsWith("HTTP/1.1 401 ");
      assertThat(exchange(door, whole.replace("Bearer secret", "Bearer")))
          .startsWith("HTTP/1.1 401 ");
      assertThat(exchange(door, whole)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void pagesOfOtherSitesStayOut() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      var whole = request(door, "POST /mcp", "", PING);

      assertThat(exchange(door, whole.replace("Host: 127.0.0.1", "Host: evil.example")))
          .startsWith("HTTP/1.1 403 ");
      assertThat(exchange(door, whole.replace("Host: 127.0.0.1", "Host: 127.0.0.1.evil.example")))
          .startsWith("HTTP/1.1 403 ");
      assertThat(post(door, "/mcp", "Origin: https://evil.example\r\n", PING))
          .startsWith("HTTP/1.1 403 ");
      assertThat(post(door, "/mcp", "Origin: null\r\n", PING)).startsWith("HTTP/1.1 403 ");
      assertThat(post(door, "/mcp", "Origin: http://localhost:99\r\n", PING))
          .startsWith("HTTP/1.1 200 ");
      assertThat(exchange(door, whole.replace("application/json", "text/plain")))
          .startsWith("HTTP/1.1 415 ");
    }
  }

  @Test
  void bodiesAreBoundInSizeAndTime() throws IOException {
    UnaryOperator<HttpOptions> small =
        options ->
            options(options, 1000, options.servedMax(), Duration.ofMillis(300), options.grace());
    try (var door = door(TestTools.catalogue(), small)) {
      assertThat(post(door, "/mcp", "", PING + " ".repeat(1000))).startsWith("HTTP/1.1 413 ");
      var chunked =
          request(door, "POST /mcp", "Transfer-Encoding: chunked\r\n", "")
              .replace("Content-Length: 0\r\n", "");
      assertThat(exchange(door, chunked + "7d0\r\n" + "x".repeat(2000) + "\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 413 ");

      // A body that is promised and does not come.
      var silent = request(door, "POST /mcp", "", PING).replace(PING, PING.substring(0, 10));
      assertThat(exchange(door, silent)).startsWith("HTTP/1.1 408 ");
      assertThat(post(door, "/mcp", "", PING)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void brokenMessagesGetTheirStatus() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      assertThat(post(door, "/mcp", "", "{")).startsWith("HTTP/1.1 400 ").contains("-32700");
      assertThat(post(door, "/mcp", "", "[]")).startsWith("HTTP/1.1 400 ").contains("-32600");
      assertThat(post(door, "/mcp", "MCP-Protocol-Version: 1900-01-01\r\n", PING))
          .startsWith("HTTP/1.1 400 ")
          .contains("-32022");
      assertThat(post(door, "/mcp", "", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}"))
          .startsWith("HTTP/1.1 202 ");
      assertThat(exchange(door, request(door, "GET /mcp", "", "")))
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: POST");
      assertThat(exchange(door, request(door, "DELETE /mcp", "", ""))).startsWith("HTTP/1.1 405 ");
      assertThat(post(door, "/", "", PING)).startsWith("HTTP/1.1 404 ");
      assertThat(exchange(door, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void toolsAreThereAsPlainJson() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      assertThat(exchange(door, request(door, "GET /v1/tools", "", "")))
          .startsWith("HTTP/1.1 200 ")
          .contains("\"name\":\"echo\"");
      assertThat(post(door, "/v1/tools/echo", "", "{\"text\":\"x\"}"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("{\"text\":\"x\"}");
      assertThat(post(door, "/v1/tools/who", "Unwait-Agent: a7\r\n", "{}"))
          .endsWith("{\"text\":\"a7\"}");
      assertThat(post(door, "/v1/tools/refuse", "", "{\"text\":\"x\"}"))
          .startsWith("HTTP/1.1 409 ")
          .contains("\"kind\":\"conflict\"");
      assertThat(post(door, "/v1/tools/echo", "", "{}"))
          .startsWith("HTTP/1.1 400 ")
          .contains("/text: is missing");
      assertThat(post(door, "/v1/tools/echo", "", "{")).startsWith("HTTP/1.1 400 ");
      assertThat(post(door, "/v1/tools/ecko", "", "{}")).startsWith("HTTP/1.1 404 ");
      assertThat(post(door, "/v1/tools/bug", "", "{}")).startsWith("HTTP/1.1 500 ");
      assertThat(post(door, "/v1/tools", "", "{}")).startsWith("HTTP/1.1 405 ");
    }
  }

  @Test
  void aClientOfTheOlderRevisionKeepsItsName() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      var hello =
          post(
              door,
              "/mcp",
              "",
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
                  + "\"protocolVersion\":\"2025-11-25\",\"clientInfo\":{\"name\":\"Größe 7\"}}}");
      var session = hello.lines().filter(line -> line.startsWith("Mcp-Session-Id: ")).findFirst();
      var who =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"who\"}}";

      assertThat(post(door, "/mcp", session.orElseThrow() + "\r\n", who)).contains("Größe 7");
      assertThat(post(door, "/mcp", "Mcp-Session-Id: x.&&\r\n", who)).contains("unknown");
    }
  }

  @Test
  void progressTurnsTheAnswerIntoAStream() throws IOException {
    try (var door = door(TestTools.catalogue())) {
      var call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"count\","
              + "\"_meta\":{\"progressToken\":7}}}";

      assertThat(post(door, "/mcp", "Accept: application/json, text/event-stream\r\n", call))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Type: text/event-stream")
          .containsSubsequence(
              "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"",
              "\"progress\":1",
              "\"progress\":2",
              "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":");
      assertThat(post(door, "/mcp", "", call)).contains("Content-Type: application/json");
    }
  }

  @Test
  void moreRequestsThanTheBoundAreToldToComeBack() throws Exception {
    var blocking = new TestTools.Blocking();
    UnaryOperator<HttpOptions> one =
        options ->
            options(options, options.bodyBytesMax(), 1, options.body(), Duration.ofMillis(50));
    try (var door = door(Catalogue.of(List.of(blocking.tool())), one);
        var first = connect(door)) {
      first
          .getOutputStream()
          .write(request(door, "POST /v1/tools/block", "", "{}").getBytes(UTF_8));
      assertThat(blocking.entered.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(post(door, "/mcp", "", PING))
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 1");
    }
    // Closing the door interrupts what does not end within the grace.
    assertThat(blocking.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatLeavesItsStreamCancelsItsCall() throws Exception {
    var blocking = new TestTools.Blocking();
    UnaryOperator<HttpOptions> impatient =
        options ->
            new HttpOptions(
                options.host(),
                0,
                options.token(),
                List.of(),
                options.audience(),
                options.bodyBytesMax(),
                options.servedMax(),
                options.connectionsMax(),
                options.idle(),
                options.body(),
                Duration.ofMillis(20),
                options.grace());
    try (var door = door(Catalogue.of(List.of(blocking.tool())), impatient)) {
      try (var socket = connect(door)) {
        var call =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"block\"}}";
        socket
            .getOutputStream()
            .write(
                request(door, "POST /mcp", "Accept: text/event-stream\r\n", call).getBytes(UTF_8));
        assertThat(blocking.entered.await(10, TimeUnit.SECONDS)).isTrue();
      }

      assertThat(blocking.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static HttpDoor door(Catalogue catalogue) throws IOException {
    return door(catalogue, UnaryOperator.identity());
  }

  private static HttpDoor door(Catalogue catalogue, UnaryOperator<HttpOptions> change)
      throws IOException {
    return HttpDoor.open(
        TestTools.server(catalogue),
        catalogue,
        CallObserver.NONE,
        change.apply(HttpOptions.of(0, TOKEN)));
  }

  private static HttpOptions options(
      HttpOptions from, int bodyBytesMax, int servedMax, Duration body, Duration grace) {
    return new HttpOptions(
        from.host(),
        0,
        from.token(),
        from.hosts(),
        from.audience(),
        bodyBytesMax,
        servedMax,
        from.connectionsMax(),
        from.idle(),
        body,
        from.patience(),
        grace);
  }

  private static String post(HttpDoor door, String path, String headers, String body)
      throws IOException {
    return exchange(door, request(door, "POST " + path, headers, body));
  }

  private static String request(HttpDoor door, String line, String headers, String body) {
    return line
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + door.port()
        + "\r\nAuthorization: Bearer secret\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n"
        + headers
        + "Connection: close\r\n\r\n"
        + body;
  }

  private static String exchange(HttpDoor door, String request) throws IOException {
    try (var socket = connect(door)) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static Socket connect(HttpDoor door) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
