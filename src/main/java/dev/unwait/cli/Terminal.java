package dev.unwait.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What surrounds a command: its streams, its environment, where it stands.
///
/// @param watched whether a person sees `err` as it is written
/// @param environment looks up a variable
/// @param folder the working folder, absolute
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean watched,
    Function<String, @Nullable String> environment,
    Path folder) {
  private static final int BUFFER_BYTES = 64 << 10;

  /// That of this process. What goes to standard output is buffered until the command ends.
  public static Terminal system() {
    return new Terminal(
        System.in,
        print(FileDescriptor.out, false),
        print(FileDescriptor.err, true),
        isTerminal(2),
        System::getenv,
        Path.of("").toAbsolutePath());
  }

  private static PrintStream print(FileDescriptor descriptor, boolean flush) {
    var raw = new FileOutputStream(descriptor);
    var bytes = flush ? raw : new BufferedOutputStream(raw, BUFFER_BYTES);
    return new PrintStream(bytes, flush, StandardCharsets.UTF_8);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
    } catch (IOException e) {
      return false; // Without /proc nobody can tell.
    }
  }

  /// One line for people.
  void say(String line) {
    out.flush();
    err.println("unwait: " + line);
  }
}
