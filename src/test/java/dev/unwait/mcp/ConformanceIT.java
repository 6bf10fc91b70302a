package dev.unwait.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.http.HttpDoor;
import dev.unwait.http.HttpOptions;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Runs the official conformance suite against the HTTP door, once for each revision.
///
/// The suite fails on a scenario that fails unexpectedly, and on one that is expected to fail and
/// passes. It is fetched by npm, once, into the build folder.
@NullMarked
@Execution(ExecutionMode.SAME_THREAD)
class ConformanceIT {
  private static final String SUITE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
  private static final String NODE = "node@22";
  private static final Path FOLDER = Path.of("target", "conformance");
  private static final Path NODE_BINARY = FOLDER.resolve("node_modules/node/bin/node");
  private static final Path SUITE_SCRIPT =
      FOLDER.resolve("node_modules/@modelcontextprotocol/conformance/dist/index.js");
  private static final long INSTALL_MINUTES_MAX = 5;
  private static final long RUN_MINUTES_MAX = 3;

  @Test
  @Timeout(value = INSTALL_MINUTES_MAX + RUN_MINUTES_MAX, unit = TimeUnit.MINUTES)
  void theInitializedRevisionConforms() throws Exception {
    conforms(Revision.INITIALIZED);
  }

  @Test
  @Timeout(value = INSTALL_MINUTES_MAX + RUN_MINUTES_MAX, unit = TimeUnit.MINUTES)
  void theStatelessRevisionConforms() throws Exception {
    conforms(Revision.STATELESS);
  }

  private static void conforms(Revision revision) throws Exception {
    install();
    var expected = Path.of("src/test/resources/conformance", revision.date() + ".yml");
    try (var door = door()) {
      var log = FOLDER.resolve(revision.date() + ".log");
      int exit =
          run(
              RUN_MINUTES_MAX,
              log,
              NODE_BINARY.toAbsolutePath().toString(),
              SUITE_SCRIPT.toAbsolutePath().toString(),
              "server",
              "--url",
              door.uri() + "/mcp",
              "--requirements",
              revision.date(),
              "--expected-failures",
              expected.toAbsolutePath().toString());
      assertThat(exit).as(() -> tail(log)).isZero();
    }
  }

  /// Opens the door without a token, for the suite cannot send one.
  private static HttpDoor door() throws IOException {
    var usual = HttpOptions.of(0, "unused");
    var catalogue = ConformanceFixture.catalogue();
    return HttpDoor.open(
        ConformanceFixture.server(catalogue),
        catalogue,
        CallObserver.NONE,
        new HttpOptions(
            usual.host(),
            0,
            Optional.empty(),
            List.of(),
            ToolSpec.Audience.AGENTS,
            usual.bodyBytesMax(),
            usual.servedMax(),
            usual.connectionsMax(),
            usual.idle(),
            usual.body(),
            usual.patience(),
            Duration.ofMillis(100)));
  }

  private static synchronized void install() throws Exception {
    if (Files.exists(SUITE_SCRIPT) && Files.isExecutable(NODE_BINARY)) {
      return;
    }
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve("package.json"), "{\"private\":true}");
    var log = FOLDER.resolve("install.log");
    int exit;
    try {
      exit =
          run(INSTALL_MINUTES_MAX, log, "npm", "install", "--no-audit", "--no-fund", NODE, SUITE);
    } catch (IOException e) {
      throw new AssertionError("npm is missing: it fetches " + SUITE + " and " + NODE, e);
    }
    assertThat(exit)
        .as(() -> "npm could not fetch " + SUITE + " and " + NODE + ": " + tail(log))
        .isZero();
  }

  private static int run(long minutes, Path log, String... command) throws Exception {
    var process =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
        throw new AssertionError(command[0] + " did not end: " + tail(log));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String tail(Path log) {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
    } catch (IOException e) {
      return "its output is lost: " + e;
    }
  }
}
