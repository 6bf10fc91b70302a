package dev.unwait.mcp;

import dev.unwait.base.RefusalException;
import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import dev.unwait.json.JsonException;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.ToolSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/// What the conformance suite expects to find at a server under test: tools, resources and prompts
/// of fixed names. Tools that fit are real ones; the rest stands here as JSON.
@NullMarked
final class ConformanceFixture {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  private static final String SILENCE =
      "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
  private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

  /// Tools that answer with content that no tool of Unwait has.
  private static final Map<String, String> CONTENT =
      Map.of(
          "test_simple_text",
          "[{'type':'text','text':'This is a simple text response for testing.'}]",
          "test_image_content",
          "[{'type':'image','data':'" + PIXEL + "','mimeType':'image/png'}]",
          "test_audio_content",
          "[{'type':'audio','data':'" + SILENCE + "','mimeType':'audio/wav'}]",
          "test_embedded_resource",
          "[{'type':'resource','resource':{'uri':'test://embedded-resource',"
              + "'mimeType':'text/plain','text':'This is an embedded resource content.'}}]",
          "test_multiple_content_types",
          "[{'type':'text','text':'Multiple content types test:'},"
              + "{'type':'image','data':'"
              + PIXEL
              + "','mimeType':'image/png'},{'type':'resource','resource':{"
              + "'uri':'test://mixed-content-resource','mimeType':'application/json',"
              + "'text':'{\\'test\\':\\'data\\',\\'value\\':123}'}}]",
          "test_tool_with_logging",
          "[{'type':'text','text':'Done.'}]",
          "test_logging_tool",
          "[{'type':'text','text':'Done.'}]",
          "test_missing_capability",
          "[{'type':'text','text':'Done.'}]",
          "test_streaming_elicitation",
          "[{'type':'text','text':'Nothing had to be asked.'}]");

  private static final String PROMPTS =
      "[{'name':'test_simple_prompt','description':'Simple.'},"
          + "{'name':'test_prompt_with_arguments','description':'With arguments.','arguments':["
          + "{'name':'arg1','required':true},{'name':'arg2','required':true}]},"
          + "{'name':'test_prompt_with_embedded_resource','description':'With a resource.',"
          + "'arguments':[{'name':'resourceUri','required':true}]},"
          + "{'name':'test_prompt_with_image','description':'With an image.'}]";

  private static final String RESOURCES =
      "[{'uri':'test://static-text','name':'text','description':'Text.','mimeType':'text/plain'},"
          + "{'uri':'test://static-binary','name':'binary','description':'Bytes.',"
          + "'mimeType':'image/png'}]";

  private final ToolMethods real;

  private ConformanceFixture(Catalogue catalogue) {
    real = new ToolMethods(catalogue, CallObserver.NONE, ToolSpec.Audience.AGENTS);
  }

  static Catalogue catalogue() {
    var refusing =
        TestTools.tool(
            "test_error_handling",
            TestTools.Nothing.class,
            TestTools.Nothing.class,
            (_, _) -> {
              throw RefusalException.invalid(
                  "test", "This tool intentionally returns an error for testing", "");
            });
    var counting =
        TestTools.tool(
            "test_tool_with_progress",
            TestTools.Nothing.class,
            TestTools.Nothing.class,
            (nothing, call) -> {
              call.progress(0, 100, "");
              call.progress(50, 100, "");
              call.progress(100, 100, "");
              return nothing;
            });
    return Catalogue.of(List.of(refusing, counting));
  }

  static McpServer server(Catalogue catalogue) {
    var fixture = new ConformanceFixture(catalogue);
    var methods = new HashMap<String, McpMethod>();
    methods.put("tools/list", fixture::listTools);
    methods.put("tools/call", fixture::callTool);
    methods.put("resources/list", cached("resources", RESOURCES));
    methods.put(
        "resources/templates/list",
        cached(
            "resourceTemplates",
            "[{'uriTemplate':'test://template/{id}/data','name':'template','description':'T.'}]"));
    methods.put("resources/read", ConformanceFixture::readResource);
    methods.put("prompts/list", cached("prompts", PROMPTS));
    methods.put("prompts/get", ConformanceFixture::prompt);
    methods.put("completion/complete", _ -> members("{'completion':{'values':[]}}"));
    return McpServer.of(
        catalogue,
        new ServerIdentity("unwait-conformance", "1", "A fixture."),
        CallObserver.NONE,
        ToolSpec.Audience.AGENTS,
        members("{'tools':{},'resources':{},'prompts':{},'completions':{},'logging':{}}"),
        methods);
  }

  private Json.Members listTools(Exchange exchange) throws RpcException, InterruptedException {
    var list = real.list().result(exchange);
    var tools = new ArrayList<>(list.items("tools"));
    for (var name : CONTENT.keySet().stream().sorted().toList()) {
      tools.add(
          members("{'name':'" + name + "','description':'A.','inputSchema':{'type':'object'}}"));
    }
    return changed(list, object -> object.put("tools", tools));
  }

  private Json.Members callTool(Exchange exchange) throws RpcException {
    var name = exchange.request().params().text("name").orElse("");
    var content = CONTENT.get(name);
    if (content == null) {
      var buffer = new JsonBuffer();
      real.call(exchange, buffer);
      return parsed(new String(buffer.toBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
    if (name.equals("test_missing_capability") && !exchange.clientCan("sampling")) {
      throw new RpcException(
          RpcException.MISSING_CLIENT_CAPABILITY,
          "Missing required client capability: sampling",
          members("{'requiredCapabilities':{'sampling':{}}}"));
    }
    if (name.equals("test_tool_with_logging") && exchange.revision() == Revision.INITIALIZED) {
      for (var text :
          List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
        exchange.notify("notifications/message", members("{'level':'info','data':'" + text + "'}"));
      }
    }
    return members("{'content':" + content + "}");
  }

  private static Json.Members readResource(Exchange exchange) throws RpcException {
    var uri = exchange.request().params().text("uri").orElse("");
    var template = TEMPLATE.matcher(uri);
    var content = Json.object().put("uri", uri);
    if (uri.equals("test://static-text")) {
      content.put("mimeType", "text/plain");
      content.put("text", "This is the content of the static text resource.");
    } else if (uri.equals("test://static-binary")) {
      content.put("mimeType", "image/png").put("blob", PIXEL);
    } else if (template.matches()) {
      var id = template.group(1);
      content.put("mimeType", "application/json");
      content.put(
          "text",
          Json.object()
              .put("id", id)
              .put("templateTest", true)
              .put("data", "Data for ID: " + id)
              .build()
              .write());
    } else {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "Resource not found", Json.object().put("uri", uri).build());
    }
    var result = Json.object().put("contents", List.of(content.build())).build();
    return exchange.revision() == Revision.STATELESS ? Lifecycle.cacheable(result) : result;
  }

  private static Json.Members prompt(Exchange exchange) throws RpcException {
    var params = exchange.request().params();
    var arguments = params.get("arguments").orElse(Json.EMPTY);
    var messages =
        switch (params.text("name").orElse("")) {
          case "test_simple_prompt" ->
              message("'text','text':'This is a simple prompt for testing.'");
          case "test_prompt_with_arguments" ->
              message(
                  "'text','text':'Prompt with arguments: arg1=~"
                      + arguments.text("arg1").orElse("")
                      + "~, arg2=~"
                      + arguments.text("arg2").orElse("")
                      + "~'");
          case "test_prompt_with_embedded_resource" ->
              message(
                      "'resource','resource':{'uri':'"
                          + arguments.text("resourceUri").orElse("")
                          + "','mimeType':'text/plain',"
                          + "'text':'Embedded resource content for testing.'}")
                  + ","
                  + message("'text','text':'Please process the embedded resource above.'");
          case "test_prompt_with_image" ->
              message("'image','data':'" + PIXEL + "','mimeType':'image/png'")
                  + ","
                  + message("'text','text':'Please analyze the image above.'");
          default -> throw new RpcException(RpcException.INVALID_PARAMS, "Unknown prompt");
        };
    return members("{'messages':[" + messages + "]}");
  }

  private static String message(String content) {
    return "{'role':'user','content':{'type':" + content + "}}";
  }

  private static McpMethod cached(String name, String items) {
    var result = members("{'" + name + "':" + items + "}");
    return exchange ->
        exchange.revision() == Revision.STATELESS ? Lifecycle.cacheable(result) : result;
  }

  private static Json.Members changed(
      Json.Members from, UnaryOperator<dev.unwait.json.ObjectBuilder> change) {
    var object = Json.object();
    from.values().forEach(object::put);
    return change.apply(object).build();
  }

  /// Reads JSON written with single quotes; `\'` stands for a quote within a string, `~` for a
  /// single one.
  private static Json.Members members(String quoted) {
    return parsed(quoted.replace("\\'", "\\\"").replace('\'', '"').replace('~', '\''));
  }

  private static Json.Members parsed(String json) {
    try {
      return (Json.Members) Json.parse(json);
    } catch (JsonException e) {
      throw new AssertionError("the fixture is not JSON: " + json, e);
    }
  }
}
