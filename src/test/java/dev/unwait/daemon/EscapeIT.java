package dev.unwait.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Attempts to get out of a branch, through the file tools and through commands, and to use more
/// than one may; each fails clearly, and the daemon and other branches go on.
@NullMarked
class EscapeIT {
  @TempDir Path folder;
  private Home home;
  private Daemon daemon;
  private Caller person;
  private Caller agent;

  @BeforeEach
  void start() throws Exception {
    home = new Home(folder.resolve("home"));
    Files.createDirectories(home.folder());
    Files.writeString(
        home.folder().resolve("settings.json"),
        """
        {"memory_mb": 300, "processes": 60, "disk_mb": 30, "output_mb": 1, "idle_shells": 1}
        """);
    var live = Files.createDirectories(folder.resolve("live"));
    Files.writeString(live.resolve("a.txt"), "one\n");
    Files.createSymbolicLink(live.resolve("out"), Path.of("/etc"));
    Files.createSymbolicLink(live.resolve("up"), Path.of("../home"));
    Files.createSymbolicLink(live.resolve("self"), Path.of("/proc/self/root"));
    Files.writeString(folder.resolve("secret"), "sesame\n");
    daemon = Daemon.open(home, Daemon.Options.DEFAULT);
    person = Caller.connect(home, "cli");
    agent = Caller.connect(home, "mcp");
    person.call("import", Json.object().put("path", live.toString()).build());
    agent.call("fork", Json.object().put("count", 2).put("name", "b").build());
  }

  @AfterEach
  void end() throws Exception {
    agent.close();
    person.close();
    daemon.close();
  }

  private Json run(String command) throws IOException {
    return agent.call(
        "run",
        Json.object()
            .put("branch", "b-1")
            .put("command", command)
            .put("timeout_ms", 20_000)
            .build());
  }

  private String out(String command) throws IOException {
    var ran = run(command);
    return ran.text("stdout").orElse("") + ran.text("stderr").orElse("");
  }

  /// The other branch and the daemon work as before.
  private void checkOthers() throws IOException {
    var ran =
        agent.call(
            "run", Json.parse("{\"branch\":\"b-2\",\"command\":\"cat a.txt; echo $((6*7))\"}"));
    assertThat(ran.text("stdout")).contains("one\n42\n");
    assertThat(out("cat a.txt")).isEqualTo("one\n");
    assertThat(person.call("status", Json.EMPTY).whole("branches")).contains(3L);
  }

  @Test
  void noPathLeadsTheFileToolsOut() throws Exception {
    var paths =
        List.of(
            "../secret",
            "../../etc/passwd",
            "/etc/passwd",
            "out/passwd",
            "up/lock",
            "self/etc/passwd",
            "a.txt/../../secret",
            "./../secret",
            "/proc/1/root/etc/passwd",
            "");
    for (var path : paths) {
      var wanted = Json.object().put("path", path).build();
      var read =
          agent.request(
              "read",
              Json.object().put("branch", "b-1").put("files", Json.array(List.of(wanted))).build());
      assertThat(read.write()).as("read %s", path).contains("isError").doesNotContain("root:");
      var change = Json.object().put("path", path).put("content", "x").build();
      var edit =
          agent.request(
              "edit",
              Json.object().put("branch", "b-1").put("edits", Json.array(List.of(change))).build());
      assertThat(edit.write()).as("edit %s", path).contains("isError");
      var rename = Json.object().put("path", "a.txt").put("rename_to", path).build();
      var moved =
          agent.request(
              "edit",
              Json.object().put("branch", "b-1").put("edits", Json.array(List.of(rename))).build());
      assertThat(moved.write()).as("rename to %s", path).contains("isError");
    }
    assertThat(folder.resolve("secret")).hasContent("sesame\n");
    checkOthers();
  }

  @Test
  void commandsSeeNothingOfTheHostThatIsNotMeantForThem() throws Exception {
    assertThat(out("cat " + folder.resolve("secret"))).doesNotContain("sesame");
    assertThat(out("ls -a " + home.folder())).contains("No such file");
    assertThat(out("cat /etc/shadow; cat /proc/1/environ | tr '\\0' '\\n'"))
        .doesNotContain("root:")
        .doesNotContain("TOKEN");
    assertThat(out("ls /proc/1/root/" + folder + "; ls /proc/self/root" + home.folder()))
        .doesNotContain("secret")
        .doesNotContain("journal");
    assertThat(out("ls -a ~/.ssh ~/.aws ~/.config/gh 2>&1")).doesNotContain("id_");
    checkOthers();
  }

  @Test
  void commandsCannotReachProcessesMountsOrPrivileges() throws Exception {
    long pid = ProcessHandle.current().pid();
    assertThat(out("kill -9 " + pid)).contains("No such process");
    assertThat(out("kill -9 -1; echo alive")).isNotNull();
    assertThat(out("grep CapEff /proc/self/status")).contains("CapEff:\t0000000000000000");
    assertThat(out("grep NoNewPrivs /proc/self/status")).contains("1");
    assertThat(run("mount -t tmpfs none /mnt").whole("exit").orElse(0L)).isNotZero();
    assertThat(run("umount \"$PWD\"").whole("exit").orElse(0L)).isNotZero();
    assertThat(run("echo x > /usr/bin/x").whole("exit").orElse(0L)).isNotZero();
    assertThat(run("echo x > /etc/x").whole("exit").orElse(0L)).isNotZero();
    assertThat(run("mknod disk b 8 0").whole("exit").orElse(0L)).isNotZero();
    assertThat(run("echo 1 > /proc/sys/kernel/panic").whole("exit").orElse(0L)).isNotZero();
    assertThat(ProcessHandle.current().isAlive()).isTrue();
    checkOthers();
  }

  @Test
  void whatIsWrittenStaysInTheBranch() throws Exception {
    out("echo two > a.txt; echo x > /tmp/mine; cd out 2>/dev/null && echo x > x");
    assertThat(folder.resolve("live/a.txt")).hasContent("one\n");
    assertThat(Path.of("/tmp/mine")).doesNotExist();
    var other =
        agent.call(
            "run", Json.parse("{\"branch\":\"b-2\",\"command\":\"cat /tmp/mine; cat a.txt\"}"));
    assertThat(other.text("stdout")).contains("one\n");
  }

  @Test
  void whoUsesTooMuchIsEndedAndTold() throws Exception {
    var greedy =
        Map.of(
            "output", "yes",
            "memory", "x=$(head -c 900000000 /dev/zero | tr '\\0' x); echo ${#x}",
            "processes", "bomb() { bomb | bomb & }; bomb; sleep 15",
            "disk", "head -c 200000000 /dev/zero > big; sleep 15");
    for (var attempt : greedy.entrySet()) {
      var ran =
          agent.request(
              "run",
              Json.object()
                  .put("branch", "b-1")
                  .put("command", attempt.getValue())
                  .put("timeout_ms", 25_000)
                  .build());
      assertThat(ran.write()).as(attempt.getKey()).containsPattern("stopped|No space|unavailable");
      assertThat(ran.write()).as(attempt.getKey()).doesNotContain("\"stopped\":\"time");
      agent.request("run", Json.parse("{\"branch\":\"b-1\",\"command\":\"rm -f big\"}"));
      checkOthers();
    }
  }
}
