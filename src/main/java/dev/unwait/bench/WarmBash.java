package dev.unwait.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// An ordinary bash that stays, with pipes to it: the native side wherever a branch's own shell is
/// the other, so that only what lies beneath them differs.
final class WarmBash implements Closeable {
  private static final String END = "\u001e";

  private final Process process;
  private final OutputStream in;
  private final BufferedReader out;

  private WarmBash(Process process) {
    this.process = process;
    in = process.getOutputStream();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static WarmBash in(Path folder, Programs programs) throws IOException {
    return new WarmBash(programs.start(folder, List.of("bash", "--norc", "--noprofile")));
  }

  /// Runs a command to its end.
  ///
  /// @throws IOException where it does not end with 0
  void run(String command) throws IOException {
    var line = "{ " + command + "\n} </dev/null; printf '\\n" + END + "%d\\n' $?\n";
    in.write(line.getBytes(StandardCharsets.UTF_8));
    in.flush();
    var exit = "";
    for (var read = out.readLine(); exit.isEmpty(); read = out.readLine()) {
      if (read == null) {
        throw new IOException("bash went away while it ran `" + command + "`");
      }
      if (read.startsWith(END)) {
        exit = read.substring(1);
        break;
      }
    }
    if (!exit.equals("0")) {
      throw new IOException("`" + command + "` ended with " + exit);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroyForcibly();
  }
}
