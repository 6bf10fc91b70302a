package dev.unwait.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.unwait.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;

/// Sends any bytes to a session: it ends when they end, and each line that it answers is a message.
@NullMarked
class McpSessionFuzzTest {
  private static final McpServer SERVER = TestTools.server(TestTools.catalogue());
  private static final McpOptions OPTIONS = new McpOptions(4096, 4, 1 << 20, Duration.ofSeconds(5));

  @FuzzTest(maxDuration = "60s")
  void everyAnswerIsAMessage(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();

    McpSession.serve(SERVER, OPTIONS, new ByteArrayInputStream(bytes), out);

    for (var line : out.toString(UTF_8).lines().toList()) {
      assertThat(Json.parse(line).text("jsonrpc")).contains("2.0");
    }
  }
}
