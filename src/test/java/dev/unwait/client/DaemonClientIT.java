package dev.unwait.client;

import static dev.unwait.mcp.TestTools.tool;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.json.Json;
import dev.unwait.mcp.TestTools.Nothing;
import dev.unwait.mcp.TestTools.Words;
import dev.unwait.testing.SocketDaemon;
import dev.unwait.tool.Answer;
import dev.unwait.tool.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client against a real socket.
@NullMarked
class DaemonClientIT {
  private static final DaemonClient.Progress IGNORED = (_, _, _) -> {};
  private static final long WAIT_SECONDS_MAX = 20;
  private static final int LARGE = 3_000_000;

  @TempDir Path folder;

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private SocketDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = SocketDaemon.start(folder, tools());
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private List<Tool<?, ?>> tools() {
    return List.of(
        tool("echo", Words.class, Words.class, (words, _) -> words),
        tool("who", Nothing.class, Words.class, (_, call) -> new Words(call.agent())),
        tool("grow", Nothing.class, Words.class, (_, _) -> new Words("ä".repeat(LARGE))),
        tool(
            "refuse",
            Words.class,
            Words.class,
            (words, _) -> {
              throw RefusalException.conflict("refuse " + words.text(), "it moved", "Wait.");
            }),
        tool(
            "count",
            Nothing.class,
            Nothing.class,
            (nothing, call) -> {
              call.progress(1, 4, "one");
              call.progress(2, 0, "two");
              return nothing;
            }),
        tool("hang", Nothing.class, Nothing.class, (nothing, _) -> hang(nothing)));
  }

  private Nothing hang(Nothing nothing) throws InterruptedException {
    started.countDown();
    try {
      new CountDownLatch(1).await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return nothing;
  }

  private DaemonClient connect() throws IOException {
    return DaemonClient.connect(new Home(folder), new Hello("cli", "anna", folder, true));
  }

  private static Json words(String text) {
    return Json.object().put("text", text).build();
  }

  @Test
  void saysWhoComesAndFromWhere() throws IOException, InterruptedException {
    try (var client = connect()) {
      assertThat(client.greeting().text("version")).contains("test");
    }

    assertThat(daemon.hello().write())
        .isEqualTo(
            "{\"unwait\":1,\"door\":\"cli\",\"agent\":\"anna\",\"cwd\":\""
                + folder
                + "\",\"import\":true}");
  }

  @Test
  void callsFollowEachOtherOnOneConnection() throws IOException {
    try (var client = connect()) {
      assertThat(client.call("echo", words("ä\nb"), IGNORED))
          .isEqualTo(new Answer.Done(words("ä\nb")));
      assertThat(client.call("who", Json.EMPTY, IGNORED)).isEqualTo(new Answer.Done(words("anna")));
    }
  }

  @Test
  void takesAnswersThatAreLargerThanItsBuffer() throws IOException {
    try (var client = connect()) {
      assertThat(client.call("grow", Json.EMPTY, IGNORED))
          .isInstanceOfSatisfying(
              Answer.Done.class,
              done -> assertThat(done.result().text("text").orElseThrow()).hasSize(LARGE));
    }
  }

  @Test
  void aRefusalKeepsAllItsParts() throws IOException {
    try (var client = connect()) {
      assertThat(client.call("refuse", words("x"), IGNORED))
          .isEqualTo(
              new Answer.Refused(
                  new Refusal(Refusal.Kind.CONFLICT, "refuse x", "it moved", "Wait.")));
    }
  }

  @Test
  void wrongInputAndUnknownToolsAreInvalid() throws IOException {
    try (var client = connect()) {
      for (var answer :
          List.of(
              client.call("echo", Json.object().put("text", 1).build(), IGNORED),
              client.call("ecko", Json.EMPTY, IGNORED))) {
        assertThat(answer)
            .isInstanceOfSatisfying(
                Answer.Refused.class,
                refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.INVALID));
      }
    }
  }

  @Test
  void hearsHowFarACallHasCome() throws IOException {
    var heard = new CopyOnWriteArrayList<String>();

    try (var client = connect()) {
      client.call(
          "count",
          Json.EMPTY,
          (done, total, message) -> heard.add(done + "/" + total + " " + message));
    }

    assertThat(heard).containsExactly("1/4 one", "2/0 two");
  }

  @Test
  void anotherThreadCancelsTheCallUnderWay() throws Exception {
    try (var client = connect()) {
      assertThat(client.cancel()).isFalse();
      var call = CompletableFuture.runAsync(() -> callUntilGone(client));
      assertThat(started.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();

      assertThat(client.cancel()).isTrue();

      assertThat(interrupted.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      daemon.die(); // A cancelled call may stay without an answer.
      call.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    }
  }

  private static void callUntilGone(DaemonClient client) {
    try {
      client.call("hang", Json.EMPTY, IGNORED);
    } catch (IOException e) {
      // The daemon died before it answered.
    }
  }

  @Test
  void aDaemonThatDiesInTheMiddleOfACallIsUnreachable() throws Exception {
    try (var client = connect()) {
      var killer =
          CompletableFuture.runAsync(() -> {
            try {
              started.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
              daemon.die();
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });

      assertThatThrownBy(() -> client.call("hang", Json.EMPTY, IGNORED))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("went away")
          .hasMessageContaining(folder.toString());
      killer.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    }
  }

  @Test
  void withoutADaemonItSaysWhereItLooked() {
    var nobody = new Home(folder.resolve("nobody"));

    assertThatThrownBy(() -> DaemonClient.connect(nobody, new Hello("cli", "a", folder, false)))
        .isInstanceOf(UnreachableException.class)
        .hasMessage("no daemon listens on " + folder.resolve("nobody/socket"));
  }

  @Test
  void followsThePointerOfAHomeWhosePathIsTooLong() throws IOException {
    Path longer = Files.createDirectories(folder.resolve("x".repeat(120)));
    Files.writeString(longer.resolve("socket.path"), folder.resolve("socket") + "\n");

    assertThat(DaemonLaunch.listens(new Home(longer))).isTrue();
  }

  @Test
  void pumpsLinesBothWaysUntilTheInputEnds() throws Exception {
    var in = Pipe.open();
    var out = Pipe.open();
    try (var client = connect()) {
      var pumping =
          CompletableFuture.supplyAsync(() -> {
            try (var sink = out.sink()) {
              return client.pump(in.source(), sink);
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      String request =
          "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\","
              + "\"params\":{\"name\":\"who\"}}\n";
      in.sink().write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      in.sink().close();

      String answer = new String(Channels.newInputStream(out.source()).readAllBytes(), UTF_8);

      assertThat(pumping.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      assertThat(Json.parse(answer).text("id")).contains("a");
    }
  }

  @Test
  void aPumpEndsWhenTheDaemonDies() throws Exception {
    var in = Pipe.open();
    var out = Pipe.open();
    try (var client = connect()) {
      daemon.hello();
      var pumping =
          CompletableFuture.supplyAsync(() -> {
            try {
              return client.pump(in.source(), out.sink());
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });

      daemon.die();

      assertThat(pumping.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isFalse();
      in.sink().close();
    }
  }
}
