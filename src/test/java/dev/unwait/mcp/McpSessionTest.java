package dev.unwait.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.json.Json;
import dev.unwait.tool.Catalogue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class McpSessionTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"agent-7\",\"version\":\"1\"},"
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  @Test
  void aStatelessCallIsAnsweredWhole() throws IOException {
    try (var wire = wire()) {
      assertThat(wire.ask(call("1", "echo", "{'text':'a\"b'}", META)).write())
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"structuredContent\":{\"text\":\"a\\\"b\"},"
                  + "\"content\":[{\"type\":\"text\",\"text\":\"{\\\"text\\\":\\\"a\\\\\\\"b\\\"}\"}],"
                  + "\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":"
                  + "{\"name\":\"unwait\",\"version\":\"1\"}}}}");
      assertThat(wire.ask(call("\"x\"", "who", "{}", META)).at("/result/structuredContent/text"))
          .contains(Json.of("agent-7"));
    }
  }

  @Test
  void theOlderRevisionBeginsWithAHandshake() throws IOException {
    try (var wire = wire()) {
      var hello =
          wire.ask(
              quoted(
                  "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':"
                      + "'2024-11-05','capabilities':{},'clientInfo':{'name':'old','version':'1'}}}"));
      wire.send(quoted("{'jsonrpc':'2.0','method':'notifications/initialized'}"));

      assertThat(hello.at("/result/protocolVersion")).contains(Json.of("2025-11-25"));
      assertThat(hello.at("/result/capabilities"))
          .contains(Json.object().put("tools", Json.EMPTY).build());
      assertThat(wire.ask(call("1", "who", "{}", "")).at("/result/structuredContent/text"))
          .contains(Json.of("old"));
      assertThat(wire.ask(request("2", "ping", "")).at("/result")).contains(Json.EMPTY);
      assertThat(wire.ask(request("3", "logging/setLevel", "'level':'info'")).at("/result"))
          .contains(Json.EMPTY);
      assertThat(wire.ask(request("4", "resources/list", "")).at("/error/code"))
          .contains(Json.of(-32601));
    }
  }

  @Test
  void aNoIsTheToolsAnswerNotTheProtocols() throws IOException {
    try (var wire = wire()) {
      var no = wire.ask(call("1", "refuse", "{'text':'x'}", META));
      assertThat(no.at("/result/isError")).contains(Json.TRUE);
      assertThat(
              Json.parse(
                      no.at("/result/content/0/text").flatMap(McpSessionTest::text).orElseThrow())
                  .write())
          .isEqualTo(
              quoted("{'kind':'conflict','attempted':'refuse x','why':'it moved','next':'Wait.'}"));

      assertThat(why(wire.ask(call("2", "echo", "{'txt':'x'}", ""))))
          .isEqualTo("/text: is missing");
      assertThat(why(wire.ask(call("3", "bug", "{}", "")))).startsWith("internal error ");
      var unknown = wire.ask(call("4", "ecko", "{}", ""));
      assertThat(unknown.at("/error/code")).contains(Json.of(-32602));
      assertThat(unknown.at("/error/message"))
          .contains(Json.of("Unknown tool: ecko; did you mean \"echo\"?"));
    }
  }

  @Test
  void brokenMessagesAreRefusedAndTheSessionGoesOn() throws IOException {
    try (var wire = wire()) {
      refused(wire, "{", -32700);
      refused(wire, "[".repeat(1000), -32700);
      refused(wire, "{\"a\":1,\"a\":2}", -32700);
      refused(wire, "[]", -32600);
      refused(wire, "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600);
      refused(wire, "7", -32600);
      refused(wire, quoted("{'id':1,'method':'ping'}"), -32600);
      refused(wire, quoted("{'jsonrpc':'2.0','id':1}"), -32600);
      refused(wire, quoted("{'jsonrpc':'2.0','id':1,'method':5}"), -32600);
      refused(wire, quoted("{'jsonrpc':'2.0','id':null,'method':'ping'}"), -32600);
      refused(wire, quoted("{'jsonrpc':'2.0','id':1.5,'method':'ping'}"), -32600);
      refused(wire, quoted("{'jsonrpc':'2.0','id':1,'method':'ping','params':[1]}"), -32600);
      refused(wire, quoted("{'jsonrpc':'2.0','id':1,'method':'nonsense'}"), -32601);
      refused(wire, quoted("{'jsonrpc':'2.0','id':1,'method':'tools/call'}"), -32602);
      refused(
          wire,
          request("1", "ping", "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}"),
          -32602);
      refused(
          wire,
          request("1", "ping", "'_meta':{'io.modelcontextprotocol/protocolVersion':'1900-01-01'}"),
          -32022);
      refused(wire, request("1", "server/discover", ""), -32602);
      wire.sendRaw(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
      assertThat(wire.receive().at("/error/code")).contains(Json.of(-32700));
      // None of these is answered: a response, an unknown notification, an empty line.
      wire.send(quoted("{'jsonrpc':'2.0','id':9,'result':{}}"));
      wire.send(quoted("{'jsonrpc':'2.0','method':'notifications/whatever'}"));
      wire.send("");

      assertThat(wire.ask(request("1", "ping", "")).at("/result")).contains(Json.EMPTY);
    }
  }

  @Test
  void anOversizedLineIsSkipped() throws IOException {
    var options = new McpOptions(1000, 4, 1 << 20, Duration.ofSeconds(1));
    try (var wire = new Wire(TestTools.server(TestTools.catalogue()), options)) {
      wire.send("x".repeat(200_000));

      assertThat(wire.receive().at("/error/message"))
          .contains(Json.of("Invalid request: longer than 1000 bytes"));
      assertThat(wire.ask(request("1", "ping", "")).at("/result")).contains(Json.EMPTY);
    }
  }

  @Test
  void aRunningCallIsCancelledAndNotAnswered() throws Exception {
    var blocking = new TestTools.Blocking();
    try (var wire = wire(blocking, McpOptions.DEFAULTS)) {
      wire.send(call("1", "block", "{}", META));
      assertThat(blocking.entered.await(10, TimeUnit.SECONDS)).isTrue();
      refused(wire, call("1", "block", "{}", META), -32600);

      wire.send(
          quoted("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}"));

      assertThat(blocking.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      wire.finish();
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void moreCallsThanTheBoundAreRefusedClearly() throws Exception {
    var blocking = new TestTools.Blocking();
    var options = new McpOptions(1 << 20, 1, 1 << 20, Duration.ofSeconds(10));
    try (var wire = wire(blocking, options)) {
      wire.send(call("1", "block", "{}", META));

      assertThat(why(wire.ask(call("2", "block", "{}", META))))
          .isEqualTo("1 calls are running on this connection, which is the most");

      blocking.release.countDown();
      assertThat(wire.receive().at("/id")).contains(Json.of(1));
    }
  }

  @Test
  void whatRunsWhenTheClientIsDoneSendingIsStillAnswered() throws Exception {
    try (var wire = wire()) {
      wire.sendRaw(call("1", "who", "{}", META).getBytes(UTF_8));
      wire.finish();

      assertThat(wire.receive().at("/id")).contains(Json.of(1));
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void callsThatOutliveTheirClientAreInterrupted() throws Exception {
    var blocking = new TestTools.Blocking();
    var options = new McpOptions(1 << 20, 4, 1 << 20, Duration.ofMillis(50));
    try (var wire = wire(blocking, options)) {
      wire.send(call("1", "block", "{}", META));
      assertThat(blocking.entered.await(10, TimeUnit.SECONDS)).isTrue();

      wire.finish();

      assertThat(blocking.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void progressIsToldToThoseWhoAsk() throws IOException {
    try (var wire = wire()) {
      wire.send(
          quoted(
              "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'count','arguments':{},'_meta':{'progressToken':'t'}}}"));

      assertThat(wire.receive().at("/params").orElseThrow().write())
          .isEqualTo(quoted("{'progressToken':'t','progress':1,'total':2,'message':'one'}"));
      assertThat(wire.receive().at("/params").orElseThrow().write())
          .isEqualTo(quoted("{'progressToken':'t','progress':2,'total':2}"));
      assertThat(wire.receive().at("/result")).isPresent();
    }
  }

  @Test
  void aBatchUsesEarlierResults() throws IOException {
    try (var wire = wire()) {
      var answer =
          wire.ask(
              call(
                  "1",
                  "batch",
                  "{'calls':[{'tool':'echo','arguments':{'text':'x'}},"
                      + "{'tool':'echo','arguments':{'text':{'$ref':'0#/text'}}},"
                      + "{'tool':'echo','arguments':{'text':{'$ref':'7#/text'}}},"
                      + "{'tool':'batch'}],'stop_on_error':false}",
                  META));

      assertThat(answer.at("/result/structuredContent/results").orElseThrow().write())
          .isEqualTo(
              quoted(
                  "[{'ok':true,'result':{'text':'x'}},{'ok':true,'result':{'text':'x'}},"
                      + "{'ok':false,'error':{'kind':'invalid','attempted':'call echo as number 2',"
                      + "'why':'the reference \\'7#/text\\' is to a call that has not run',"
                      + "'next':'Refer to the result of an earlier call.'}},"
                      + "{'ok':false,'error':{'kind':'missing','attempted':'call batch as number 3',"
                      + "'why':'batches do not nest'}}]"));
    }
  }

  private static Wire wire() throws IOException {
    return new Wire(TestTools.server(TestTools.catalogue()), McpOptions.DEFAULTS);
  }

  private static Wire wire(TestTools.Blocking blocking, McpOptions options) throws IOException {
    return new Wire(TestTools.server(Catalogue.of(List.of(blocking.tool()))), options);
  }

  private static void refused(Wire wire, String line, int code) throws IOException {
    assertThat(wire.ask(line).at("/error/code")).as(line).contains(Json.of(code));
  }

  private static String why(Json answer) throws IOException {
    var text = answer.at("/result/content/0/text").flatMap(McpSessionTest::text).orElseThrow();
    return Json.parse(text).text("why").orElseThrow();
  }

  private static java.util.Optional<String> text(Json json) {
    return json instanceof Json.Text(var value)
        ? java.util.Optional.of(value)
        : java.util.Optional.empty();
  }

  private static String call(String id, String tool, String arguments, String meta) {
    var params = "'name':'" + tool + "','arguments':" + arguments + (meta.isEmpty() ? "" : ",");
    return quoted("{'jsonrpc':'2.0','id':")
        + id
        + quoted(",'method':'tools/call','params':{" + params.replace("\"", "\\\""))
        + meta
        + "}}";
  }

  private static String request(String id, String method, String params) {
    return quoted(
        "{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':{" + params + "}}");
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }
}
