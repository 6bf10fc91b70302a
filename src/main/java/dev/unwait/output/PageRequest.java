package dev.unwait.output;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which lines of an output are asked for.
///
/// @param from the first line to look at, from 0; negative counts from the end
/// @param lines how many at most
/// @param grep only lines that it takes; null for all
/// @param patience how long to wait for a line that is not there yet, or for the end
public record PageRequest(
    long from, int lines, @Nullable Predicate<String> grep, Duration patience) {
  public PageRequest {
    if (lines < 1) {
      throw new IllegalArgumentException("a page has at least one line");
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("negative patience " + patience);
    }
  }

  /// The first lines, as they are now.
  public static PageRequest first(int lines) {
    return new PageRequest(0, lines, null, Duration.ZERO);
  }
}
