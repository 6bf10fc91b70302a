package dev.unwait.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import org.jspecify.annotations.NullMarked;

/// A real bash in a mount namespace of its own, which keeps its state from command to command.
@NullMarked
final class Shell implements Closeable {
  private final FileCalls files;
  private final Process process;
  private final Writer input;
  private final BufferedReader output;
  private final int namespace;
  private int count;

  Shell(Linux linux) throws IOException {
    files = linux.files();
    process =
        new ProcessBuilder("unshare", "-m", "--propagation", "private", "bash")
            .redirectErrorStream(true)
            .start();
    input = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    run("true"); // Answered by bash, hence after unshare.
    String path = "/proc/" + process.pid() + "/ns/mnt";
    namespace = files.openat(FileCalls.AT_FDCWD, path, FileCalls.O_RDONLY, 0);
  }

  int namespace() {
    return namespace;
  }

  long pid() {
    return process.pid();
  }

  /// Runs a command in the shell itself; answers what it printed on both streams.
  String run(String command) throws IOException {
    String end = "=end=" + count++;
    input.write(command + "\necho; echo " + end + "\n"); // What it prints may end within a line.
    input.flush();
    var printed = new StringBuilder();
    while (true) {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("the shell ended; it printed: " + printed);
      }
      if (line.equals(end)) {
        return printed.substring(0, printed.length() - 1);
      }
      printed.append(line).append('\n');
    }
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.close(namespace);
  }
}
