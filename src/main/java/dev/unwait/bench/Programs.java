package dev.unwait.bench;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs the programs that people's tools are made of. None outlives it.
public final class Programs implements Closeable {
  private static final Duration TIME_MAX = Duration.ofMinutes(5);
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int KEPT_BYTES_MAX = 64 << 20;
  private static final int WHY_CHARS_MAX = 300;

  /// Which word of a line of mountinfo says where it is mounted, see proc(5).
  private static final int MOUNT_PLACE = 4;

  /// What makes git and the rest behave alike on every machine.
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "LC_ALL", "C",
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_CONFIG_NOSYSTEM", "1",
          "XDG_CONFIG_HOME", "/dev/null", // Where it would look for rules on what to ignore.
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_AUTHOR_NAME", "Ada",
          "GIT_AUTHOR_EMAIL", "ada@example.org",
          "GIT_COMMITTER_NAME", "Ada",
          "GIT_COMMITTER_EMAIL", "ada@example.org");

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("program-watch").factory());

  /// Whether a program of that name is on the path.
  public static boolean exists(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Runs a program to its end, its output taken in as an agent would and dropped.
  ///
  /// @throws IOException where it does not end with 0; the message has the end of its output
  public void run(Path folder, String... command) throws IOException, InterruptedException {
    run(folder, List.of(command));
  }

  /// See {@link #run(Path, String...)}.
  public void run(Path folder, List<String> command) throws IOException, InterruptedException {
    require(command, attempt(folder, command));
  }

  /// How long a program takes from its start to its end, in nanoseconds.
  public double time(Path folder, String... command) throws IOException, InterruptedException {
    return Contender.nanos(() -> run(folder, command));
  }

  /// What a program prints, on both streams.
  public String output(Path folder, String... command) throws IOException, InterruptedException {
    var ended = attempt(folder, List.of(command));
    require(List.of(command), ended);
    return ended.output();
  }

  /// How a program ended.
  public record Ended(int exit, String output) {}

  /// Runs a program to whatever end; what it prints on both streams is kept up to 64 MiB.
  public Ended attempt(Path folder, List<String> command) throws IOException, InterruptedException {
    var process = start(folder, command);
    var deadline =
        watch.schedule(process::destroyForcibly, TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    try (var out = process.getInputStream()) {
      process.getOutputStream().close();
      var kept = new java.io.ByteArrayOutputStream(BUFFER_BYTES);
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
        if (kept.size() < KEPT_BYTES_MAX) {
          kept.write(buffer, 0, n);
        }
      }
      return new Ended(process.waitFor(), kept.toString(StandardCharsets.UTF_8));
    } finally {
      deadline.cancel(false);
      process.destroyForcibly();
      running.remove(process);
    }
  }

  Process start(Path folder, Collection<String> command) throws IOException {
    var builder =
        new ProcessBuilder(List.copyOf(command))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(ENVIRONMENT);
    var process = builder.start();
    running.add(process);
    return process;
  }

  /// Takes away whatever a peer that was interrupted left mounted in a folder of ours.
  void unmountBelow(Path folder) throws IOException {
    try {
      for (var line : Machine.proc("self/mountinfo").lines().toList().reversed()) {
        var place = line.split(" ")[MOUNT_PLACE];
        if (Path.of(place).startsWith(folder)) {
          attempt(Path.of("/"), List.of("umount", place));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void require(List<String> command, Ended ended) throws IOException {
    if (ended.exit() != 0) {
      var text = ended.output().strip();
      var end = text.substring(Math.max(0, text.length() - WHY_CHARS_MAX));
      throw new IOException(
          "`" + String.join(" ", command) + "` ended with " + ended.exit() + ": " + end);
    }
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
    watch.shutdownNow();
  }
}
