package dev.unwait.shell;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A command to run.
///
/// @param timeout null for the default
/// @param stdin what it can read; null for nothing
/// @param shell the name of the shell to run it in
@SuppressWarnings("ArrayRecordComponent") // A carrier; nobody compares requests.
public record RunRequest(
    String command, @Nullable Duration timeout, byte @Nullable [] stdin, String shell) {
  /// The shell that is taken where none is named.
  public static final String MAIN = "main";

  public static RunRequest of(String command) {
    return new RunRequest(command, null, null, MAIN);
  }

  public RunRequest withTimeout(Duration other) {
    return new RunRequest(command, other, stdin, shell);
  }

  public RunRequest withStdin(byte[] other) {
    return new RunRequest(command, timeout, other, shell);
  }

  public RunRequest in(String other) {
    return new RunRequest(command, timeout, stdin, other);
  }
}
