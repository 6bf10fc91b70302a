package dev.unwait.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a command ended and what it printed.
///
/// @param exit the exit code; 128 and the signal where one ended it
/// @param output the handle of all that it printed
/// @param cwd the shell's working directory afterwards
/// @param nanos how long the command itself ran
/// @param stopped the bound that ended it, such as `time`; null if it ended by itself
/// @param notes what the caller should know besides, such as that the shell was restarted
public record RunResult(
    int exit,
    Excerpt stdout,
    Excerpt stderr,
    String output,
    String cwd,
    long nanos,
    @Nullable String stopped,
    List<String> notes) {
  public RunResult {
    notes = List.copyOf(notes);
  }

  /// Whether the answer does not carry everything that was printed.
  public boolean truncated() {
    return stdout.omitted() > 0 || stderr.omitted() > 0;
  }
}
