package dev.unwait.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import dev.unwait.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Many agents at once, every answer checked; and many branches and shells, of which nothing stays.
/// Alone, because it counts processes and descriptors.
@NullMarked
@Isolated
class LoadIT {
  private static final int AGENTS = 64;
  private static final int BRANCHES = 10_000;
  private static final int FORK_MAX = 1_000;
  private static final int SHELLS = 1_000;
  private static final int SHELLS_AT_ONCE = 16;

  /// Of the shells that are kept ready, which come and go by themselves, and of the store.
  private static final int SHELL_DESCRIPTORS = 100;

  private static final long CLEAN_SECONDS_MAX = 20;

  @TempDir Path folder;
  private Home home;

  @Test
  void noAgentGetsAWrongAnswer() throws Exception {
    agents(Integer.getInteger("load.seconds", 10));
  }

  @Test
  @Tag("soak")
  void noAgentGetsAWrongAnswerForAMinute() throws Exception {
    agents(60);
  }

  @Test
  void tenThousandBranchesComeAndGo() throws Exception {
    try (var daemon = open();
        var agent = Caller.connect(home, "mcp")) {
      assertThat(daemon).isNotNull();
      agent.call("fork", Json.parse("{\"name\":\"first\"}"));
      agent.call("run", run("first", "true")); // Now shells are ready.
      agent.call("discard", Json.parse("{\"branch\":\"first\"}"));
      int layers = layers();
      long open = descriptors();
      for (int i = 0; i < BRANCHES / FORK_MAX; i++) {
        agent.call("fork", Json.object().put("count", FORK_MAX).put("name", "b" + i).build());
      }
      agent.call("run", Json.parse("{\"branch\":\"b9-1000\",\"command\":\"echo x > x\"}"));
      assertThat(agent.call("branches", Json.EMPTY).items("branches")).hasSize(BRANCHES + 1);
      for (int i = 0; i < BRANCHES; i++) {
        var name = "b" + i / FORK_MAX + "-" + (i % FORK_MAX + 1);
        agent.call("discard", Json.object().put("branch", name).build());
      }
      assertThat(agent.call("branches", Json.EMPTY).items("branches")).hasSize(1);
      assertThat(Await.within(CLEAN_SECONDS_MAX, () -> layers() <= layers)).isTrue();
      assertThat(Await.within(CLEAN_SECONDS_MAX, () -> descriptors() <= open + SHELL_DESCRIPTORS))
          .isTrue();
    }
  }

  @Test
  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aThousandShellsComeAndGo() throws Exception {
    long processes = processes();
    try (var daemon = open();
        var agent = Caller.connect(home, "mcp")) {
      assertThat(daemon).isNotNull();
      int layers = layers();
      agent.call("fork", Json.object().put("count", SHELLS).put("name", "s").build());
      try (var threads = Executors.newFixedThreadPool(SHELLS_AT_ONCE)) {
        var done = new ArrayList<Future<?>>();
        for (int i = 1; i <= SHELLS - 10; i++) { // A few warm ones are kept ready.
          int number = i;
          done.add(threads.submit(() -> useShell(number)));
        }
        for (var shell : done) {
          shell.get();
        }
      }
      for (int i = 1; i <= SHELLS; i++) {
        agent.call("discard", Json.object().put("branch", "s-" + i).build());
      }
      assertThat(Await.within(CLEAN_SECONDS_MAX, () -> layers() <= layers)).isTrue();
    }
    assertThat(Await.within(CLEAN_SECONDS_MAX, () -> processes() <= processes)).isTrue();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder.toString());
  }

  private Void useShell(int number) throws IOException {
    try (var agent = Caller.connect(home, "mcp")) {
      var ran = agent.call("run", run("s-" + number, "x=" + number + "; echo $((x+1))"));
      assertThat(ran.text("stdout")).contains((number + 1) + "\n");
    }
    return null;
  }

  @BeforeEach
  void makeTree() throws IOException {
    home = new Home(folder.resolve("home"));
    var files = Files.createDirectories(folder.resolve("live/dir"));
    for (int i = 0; i < AGENTS; i++) {
      Files.writeString(files.resolve("f" + i), "0\n");
    }
  }

  private Daemon open() throws Exception {
    Files.createDirectories(home.folder());
    // Spare trees are mounted in their own time, and layers and descriptors are counted here.
    Files.writeString(home.folder().resolve("settings.json"), "{\"spare_trees\":0}");
    var daemon = Daemon.open(home, Daemon.Options.DEFAULT);
    try (var person = Caller.connect(home, "cli")) {
      person.call("import", Json.object().put("path", folder.resolve("live").toString()).build());
    }
    return daemon;
  }

  private void agents(int seconds) throws Exception {
    long processes = processes();
    try (var daemon = open();
        var threads = Executors.newFixedThreadPool(AGENTS)) {
      assertThat(daemon).isNotNull();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      var rounds = new ArrayList<Future<Integer>>();
      for (int i = 0; i < AGENTS; i++) {
        int number = i;
        rounds.add(threads.submit(() -> work(number, end)));
      }
      int sum = 0;
      try (var agent = Caller.connect(home, "mcp")) {
        for (int i = 0; i < AGENTS; i++) {
          int count = rounds.get(i).get();
          sum += count;
          assertThat(read(agent, "main", i)).isEqualTo(count + "\n");
        }
        assertThat(agent.call("branches", Json.EMPTY).items("branches")).hasSize(1);
      }
      assertThat(sum).isGreaterThanOrEqualTo(AGENTS);
    }
    assertThat(Await.within(CLEAN_SECONDS_MAX, () -> processes() <= processes)).isTrue();
  }

  /// Counts its own file up, a commit each.
  private int work(int number, long end) throws Exception {
    try (var agent = Caller.connect(home, "mcp")) {
      int count = 0;
      while (count == 0 || System.nanoTime() < end) {
        round(agent, number, count);
        count++;
      }
      return count;
    }
  }

  private void round(Caller agent, int number, int count) throws Exception {
    var forked = agent.call("fork", Json.EMPTY).at("/branches/0/branch").orElseThrow();
    var branch = forked instanceof Json.Text(var text) ? text : "";
    assertThat(read(agent, branch, number)).isEqualTo(count + "\n");
    var word = "word" + number + "-" + count;
    var made = Json.object().put("path", "dir/own" + number).put("content", word).build();
    edit(agent, branch, made);
    var ran = agent.call("run", run(branch, "echo " + (count + 1) + " > dir/f" + number + "; pwd"));
    assertThat(ran.text("stdout")).contains(folder.toRealPath().resolve("live") + "\n");
    assertThat(ran.whole("exit")).contains(0L);
    var found =
        agent.call("search", Json.object().put("branch", branch).put("pattern", word).build());
    assertThat(found.at("/matches/0/path")).contains(Json.of("dir/own" + number));
    assertThat(found.whole("total")).contains(1L);
    var committed = commit(agent, branch);
    assertThat(committed.whole("files")).contains(2L);
    agent.call("discard", Json.object().put("branch", branch).build());
  }

  /// Main may be in use by another for longer than a call waits.
  private static Json commit(Caller agent, String branch) throws Exception {
    var answer = new Json[] {Json.EMPTY};
    var arguments = Json.object().put("branch", branch).build();
    boolean done =
        Await.within(
            CLEAN_SECONDS_MAX,
            () -> {
              answer[0] = agent.request("commit", arguments);
              return answer[0].at("/result/structuredContent/committed").isPresent();
            });
    assertThat(done).as(() -> answer[0].write()).isTrue();
    return answer[0].at("/result/structuredContent").orElseThrow();
  }

  private static void edit(Caller agent, String branch, Json change) throws IOException {
    agent.call(
        "edit",
        Json.object().put("branch", branch).put("edits", Json.array(List.of(change))).build());
  }

  private static String read(Caller agent, String branch, int number) throws IOException {
    var wanted = Json.object().put("path", "dir/f" + number).build();
    var arguments =
        Json.object().put("branch", branch).put("files", Json.array(List.of(wanted))).build();
    var text = agent.call("read", arguments).at("/files/0/text").orElseThrow();
    return text instanceof Json.Text(var content) ? content : "";
  }

  private static Json run(String branch, String command) {
    return Json.object().put("branch", branch).put("command", command).build();
  }

  private int layers() throws IOException {
    try (var layers = Files.list(home.folder().resolve("layers"))) {
      return (int) layers.count();
    }
  }

  private static long descriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static long processes() {
    return ProcessHandle.current().descendants().count();
  }
}
