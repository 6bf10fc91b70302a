package dev.unwait.transfer;

import java.time.Duration;
import java.util.Set;

/// How a tree is copied.
///
/// @param threads how many work at once
/// @param excluded paths, relative to the tree, that are left out with all below them
/// @param skipUnreadable whether what may not be read is listed as skipped instead of ending the
///   copy
/// @param rereadsMax how often a file that changes while it is read is read again
/// @param progressEvery the shortest time between two reports of progress
public record CopyOptions(
    int threads,
    Set<String> excluded,
    boolean skipUnreadable,
    int rereadsMax,
    Duration progressEvery) {
  private static final int REREADS_MAX = 3;
  private static final Duration PROGRESS_EVERY = Duration.ofMillis(100);

  public CopyOptions {
    if (threads < 1 || rereadsMax < 0) {
      throw new IllegalArgumentException("threads " + threads + ", rereads " + rereadsMax);
    }
    excluded = Set.copyOf(excluded);
  }

  /// All cores, nothing excluded, three rereads, ten reports a second.
  public static CopyOptions defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new CopyOptions(cores, Set.of(), false, REREADS_MAX, PROGRESS_EVERY);
  }

  public CopyOptions excluding(Set<String> paths) {
    return new CopyOptions(threads, paths, skipUnreadable, rereadsMax, progressEvery);
  }
}
