package dev.unwait.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/// Runs commands of bash the slow way, with a git that knows neither the machine nor the user.
@NullMarked
public final class Shell {
  private Shell() {}

  /// What the command prints; it has to succeed.
  public static String run(Path folder, String command) throws IOException {
    var builder =
        new ProcessBuilder("bash", "-ec", command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    var environment = builder.environment();
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
    for (var who : new String[] {"AUTHOR", "COMMITTER"}) {
      environment.put("GIT_" + who + "_NAME", "somebody");
      environment.put("GIT_" + who + "_EMAIL", "somebody@example.org");
    }
    var process = builder.start();
    try {
      process.outputWriter().close();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + said);
      }
      return said;
    } catch (InterruptedException e) {
      throw new IOException(command + " was interrupted", e);
    }
  }
}
