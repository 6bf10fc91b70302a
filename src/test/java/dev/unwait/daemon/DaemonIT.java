package dev.unwait.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class DaemonIT {
  @TempDir Path folder;

  @Test
  void anAgentForksEditsRunsAndCommits() throws Exception {
    Files.createDirectories(folder.resolve("live"));
    Files.writeString(folder.resolve("live/a.txt"), "one\n");
    var home = new Home(folder.resolve("home"));
    try (var daemon = Daemon.open(home, Daemon.Options.DEFAULT);
        var person = Caller.connect(home, "cli");
        var agent = Caller.connect(home, "mcp")) {
      person.call("import", Json.object().put("path", folder.resolve("live").toString()).build());

      var forked = agent.call("fork", Json.object().put("count", 2).put("name", "try").build());
      assertThat(forked.at("/branches/1/branch")).contains(Json.of("try-2"));
      agent.call(
          "edit",
          Json.parse(
              "{\"branch\":\"try-1\",\"edits\":[{\"path\":\"a.txt\",\"old\":\"one\",\"new\":\"two\"}]}"));
      var ran =
          agent.call("run", Json.parse("{\"branch\":\"try-1\",\"command\":\"cat a.txt; pwd\"}"));
      assertThat(ran.text("stdout")).contains("two\n" + folder.toRealPath().resolve("live") + "\n");
      agent.call("run", Json.parse("{\"branch\":\"try-1\",\"command\":\"echo new > b.txt\"}"));
      var diff = agent.call("diff", Json.parse("{\"branch\":\"try-1\"}"));
      assertThat(diff.items("files")).hasSize(2);
      var committed = agent.call("commit", Json.parse("{\"branch\":\"try-1\"}"));
      assertThat(committed.whole("files")).contains(2L);
      var found = agent.call("search", Json.parse("{\"branch\":\"main\",\"pattern\":\"new\"}"));
      assertThat(found.at("/matches/0/path")).contains(Json.of("b.txt"));
      var batch =
          agent.call(
              "batch",
              Json.parse(
                  "{\"calls\":[{\"tool\":\"fork\",\"arguments\":{}},{\"tool\":\"read\",\"arguments\":"
                      + "{\"branch\":{\"$ref\":\"0#/branches/0/branch\"},\"files\":[{\"path\":\"a.txt\"}]}}]}"));
      assertThat(batch.at("/results/1/result/files/0/text")).contains(Json.of("two\n"));
      assertThat(person.call("status", Json.EMPTY).whole("branches")).contains(4L);
      assertThat(person.call("report", Json.EMPTY).at("/whole/calls").isPresent()).isTrue();
      assertThat(daemon).isNotNull();
    }
    assertThat(Files.exists(home.socket())).isFalse();
  }

  @Test
  void aSecondDaemonOnTheSameHomeIsRefused() throws Exception {
    var home = new Home(folder.resolve("home"));
    try (var first = Daemon.open(home, Daemon.Options.DEFAULT)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> Daemon.open(home, Daemon.Options.DEFAULT))
          .hasMessageContaining("another daemon runs there")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
    Daemon.open(home, Daemon.Options.DEFAULT).close();
  }

  @Test
  void whatIsNoGreetingIsRefusedAndAgentsHaveNoPeoplesTools() throws Exception {
    var home = new Home(folder.resolve("home"));
    try (var daemon = Daemon.open(home, Daemon.Options.DEFAULT)) {
      assertThat(daemon).isNotNull();
      for (var line : new String[] {"nonsense", "{}", "{\"unwait\":2,\"door\":\"cli\"}"}) {
        try (var caller = Caller.raw(home, line)) {
          assertThat(caller.greeting().get("error")).as(line).isPresent();
        }
      }
      try (var agent = Caller.connect(home, "mcp")) {
        assertThat(agent.request("import", Json.object().put("path", "/tmp").build()).write())
            .contains("Unknown tool");
      }
    }
  }
}
