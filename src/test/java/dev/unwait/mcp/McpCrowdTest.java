package dev.unwait.mcp;

import static dev.unwait.testing.Seeds.forEachSeed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.json.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Many calls at once: none gets lost, and none gets another's answer.
@NullMarked
class McpCrowdTest {
  private static final int CLIENTS = 8;
  private static final int CALLS = 100;

  @Test
  void everyCallOfACrowdIsAnsweredOnceAndRight() throws Exception {
    var server = TestTools.server(TestTools.catalogue());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(client -> (Callable<Set<Long>>) () -> burst(server, client))
              .toList();

      for (var answered : threads.invokeAll(clients, 60, TimeUnit.SECONDS)) {
        assertThat(answered.get()).hasSize(CALLS);
      }
    }
  }

  /// Lines arrive cut and glued together as the network pleases.
  @Test
  void linesMayArriveInAnyPieces() {
    forEachSeed(random -> {
      try (var wire = new Wire(TestTools.server(TestTools.catalogue()), McpOptions.DEFAULTS)) {
        var lines = new StringBuilder();
        for (int id = 0; id < 5; id++) {
          lines.append(call(id, "c" + id)).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        sendInPieces(wire, lines.toString().getBytes(UTF_8), random);

        var answered = new HashSet<Long>();
        for (int i = 0; i < 5; i++) {
          answered.add(checked(wire.receive(), "c"));
        }
        assertThat(answered).hasSize(5);
      }
    });
  }

  /// A client that sends and does not read holds up itself and nobody else: what waits for it is
  /// bounded, and all of it comes once it reads.
  @Test
  void aClientThatDoesNotReadLosesNothing() throws Exception {
    var options = new McpOptions(1 << 20, 16, 1 << 16, Duration.ofSeconds(30));
    try (var wire = new Wire(TestTools.server(TestTools.catalogue()), options)) {
      var big = "x".repeat(100_000);
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int id = 0; id < 40; id++) {
                    wire.send(call(id, id + big));
                  }
                } catch (java.io.IOException e) {
                  throw new AssertionError("sending failed", e);
                }
              });

      int answers = 0;
      while (answers < 40) {
        assertThat(wire.receive().get("result")).isPresent();
        answers++;
      }
      sender.join();
    }
  }

  private static Set<Long> burst(McpServer server, int client) throws Exception {
    try (var wire = new Wire(server, McpOptions.DEFAULTS)) {
      for (int id = 0; id < CALLS; id++) {
        wire.send(call(id, client + "-" + id));
      }
      var answered = new HashSet<Long>();
      for (int i = 0; i < CALLS; i++) {
        answered.add(checked(wire.receive(), client + "-"));
      }
      return answered;
    }
  }

  /// The id of an answer, once its text is found to be that of the call.
  private static long checked(Json answer, String prefix) {
    long id = answer.whole("id").orElseThrow();
    assertThat(answer.at("/result/structuredContent/text")).contains(Json.of(prefix + id));
    return id;
  }

  private static void sendInPieces(Wire wire, byte[] bytes, RandomGenerator random)
      throws Exception {
    int at = 0;
    while (at < bytes.length) {
      int piece = Math.min(bytes.length - at, random.nextInt(1, 200));
      wire.sendRaw(java.util.Arrays.copyOfRange(bytes, at, at + piece));
      at += piece;
    }
  }

  private static String call(int id, String text) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\""
        + text
        + "\"}}}";
  }
}
