package dev.unwait.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Tells whether a settings file holds something that a command should not read.
final class Secrets {
  private static final int SIZE_MAX = 1 << 20;
  private static final Pattern SIGN =
      Pattern.compile(
          "(?i)auth_?token|_auth\\b|password|passwd|passphrase|secret|token\\s*[=>]|private_?key"
              + "|://[^/\\s:@]+:[^/\\s@]+@");

  private Secrets() {}

  static boolean heldBy(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    if (Files.size(file) > SIZE_MAX) {
      return true; // Rather without it than read at length.
    }
    return SIGN.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
  }
}
