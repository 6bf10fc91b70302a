package dev.unwait.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input to every tool: each is answered by a clear error, and nothing is changed.
@NullMarked
class BadInputIT {
  private static final int LONG = 1 << 20;
  private static final List<String> BAD_NAMES =
      List.of("", "../x", "/", "a/b/c", "..", "no such", "x\\u0000y", "\\ud800", "-x", "main/");
  private static final List<String> BAD_VALUES =
      List.of("null", "7", "-1", "1e400", "99999999999999999999", "true", "[]", "{}", "[[[]]]");

  @TempDir Path folder;

  @Test
  void badInputIsRefusedAndChangesNothing() throws Exception {
    var live = Files.createDirectories(folder.resolve("live"));
    Files.writeString(live.resolve("a.txt"), "one\n");
    var home = new Home(folder.resolve("home"));
    try (var daemon = Daemon.open(home, Daemon.Options.DEFAULT);
        var person = Caller.connect(home, "cli");
        var agent = Caller.connect(home, "mcp")) {
      assertThat(daemon).isNotNull();
      person.call("import", Json.object().put("path", live.toString()).build());
      agent.call("fork", Json.parse("{\"name\":\"b\"}"));
      for (var call : calls()) {
        var answer = agent.send("tools/call", call);
        assertThat(answer.write())
            .as(shortened(call))
            .containsPattern("\"error\"|\"isError\":true");
        assertThat(answer.write()).as(shortened(call)).doesNotContain("NullPointer", "java.lang");
      }
      assertThat(person.call("status", Json.EMPTY).whole("branches")).contains(2L);
      var diff = agent.call("diff", Json.parse("{\"branch\":\"b\"}"));
      assertThat(diff.items("files")).isEmpty();
      assertThat(live.resolve("a.txt")).hasContent("one\n");
    }
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }

  private static List<String> calls() {
    var calls = new ArrayList<String>();
    var tools =
        List.of(
            "fork", "diff", "commit", "discard", "run", "output", "signal", "read", "edit",
            "search", "batch");
    for (var tool : tools) {
      calls.add(call(tool, "{\"nonsense\":1}"));
      calls.add(call(tool, "[]"));
      calls.add(call(tool, "\"text\""));
    }
    calls.add(call("no_such_tool", "{}"));
    for (var tool : List.of("diff", "commit", "discard", "run", "read", "edit", "search")) {
      calls.add(call(tool, "{}"));
    }
    for (var value : BAD_VALUES) {
      for (var tool : List.of("diff", "commit", "discard")) {
        calls.add(call(tool, "{\"branch\":" + value + "}"));
      }
      calls.add(call("run", "{\"branch\":\"b\",\"command\":" + value + "}"));
      calls.add(call("read", "{\"branch\":\"b\",\"files\":" + value + "}"));
      calls.add(call("edit", "{\"branch\":\"b\",\"edits\":" + value + "}"));
      calls.add(call("output", "{\"output\":" + value + "}"));
      if (!value.equals("7") && !value.equals("null")) {
        calls.add(call("fork", "{\"count\":" + value + "}"));
      }
    }
    names(calls);
    return calls;
  }

  private static void names(List<String> calls) {
    for (var name : BAD_NAMES) {
      for (var tool : List.of("diff", "commit", "discard")) {
        calls.add(call(tool, "{\"branch\":\"" + name + "\"}"));
      }
      calls.add(call("fork", "{\"from\":\"" + name + "\"}"));
      calls.add(call("fork", "{\"name\":\"" + name + "\"}"));
      calls.add(call("run", "{\"branch\":\"" + name + "\",\"command\":\"true\"}"));
      calls.add(call("output", "{\"output\":\"" + name + "\"}"));
      calls.add(call("signal", "{\"job\":\"" + name + "\",\"signal\":\"TERM\"}"));
      if (!name.equals("-x") && !name.equals("no such")) {
        calls.add(
            call(
                "edit",
                "{\"branch\":\"b\",\"edits\":[{\"path\":\""
                    + name
                    + "\",\"content\":\"x\"},"
                    + "{\"path\":\"../x\",\"content\":\"x\"}]}"));
      }
      calls.add(call("read", "{\"branch\":\"b\",\"files\":[{\"path\":\"" + name + "\"}]}"));
    }
    var huge = "x".repeat(LONG);
    calls.add(call("diff", "{\"branch\":\"" + huge + "\"}"));
    calls.add(call("fork", "{\"name\":\"" + huge + "\"}"));
    calls.add(call("read", "{\"branch\":\"b\",\"files\":[{\"path\":\"" + huge + "\"}]}"));
    calls.add(
        call(
            "edit", "{\"branch\":\"b\",\"edits\":[{\"path\":\"" + huge + "\",\"content\":\"\"}]}"));
    calls.add(call("run", "{\"branch\":\"b\",\"command\":\"true\",\"shell\":\"" + huge + "\"}"));
    calls.add(call("run", "{\"branch\":\"b\",\"command\":\"a\\u0000b\"}"));
    calls.add(call("run", "{\"branch\":\"b\",\"command\":\"true\",\"timeout_ms\":-5}"));
    calls.add(call("search", "{\"branch\":\"b\",\"pattern\":\"(\",\"regex\":true}"));
    calls.add(call("search", "{\"branch\":\"b\",\"pattern\":\"\"}"));
  }

  private static String call(String tool, String arguments) {
    return "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
  }
}
