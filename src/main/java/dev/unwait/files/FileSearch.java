package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;

/// Searches the files of a branch on all cores.
public final class FileSearch implements Closeable {
  public static final int MATCHES_DEFAULT = 200;
  private static final int MATCHES_MAX = 10_000;
  private static final int CONTEXT_MAX = 20;
  private static final int GLOBS_MAX = 50;

  /// What to search for, and where.
  ///
  /// @param pattern what a line must hold; empty to list the files that the globs take
  /// @param regex whether the pattern is a regular expression (RE2) rather than a text
  /// @param ignoreCase whether letters of either case will do
  /// @param globs which files; one with a leading `!` excludes; empty for all
  /// @param max how many matches, or files, to answer with at most
  /// @param context how many lines to show before and after each match
  /// @param ignoreRules whether to leave out `.git` and what `.gitignore` files name
  public record Query(
      String pattern,
      boolean regex,
      boolean ignoreCase,
      List<String> globs,
      int max,
      int context,
      boolean ignoreRules) {
    public Query {
      globs = List.copyOf(globs);
    }

    /// A text anywhere in a branch.
    public static Query text(String text) {
      return new Query(text, false, false, List.of(), MATCHES_DEFAULT, 0, true);
    }
  }

  /// A line that matches, in a file.
  ///
  /// @param line counted from 1
  /// @param text of the line, of a long one the part around the match
  public record Match(
      String path, int line, String text, List<String> before, List<String> after) {}

  /// What was found, in the order of paths and lines.
  ///
  /// @param matches of a search for a pattern
  /// @param paths of the files, where there was no pattern
  /// @param files how many files match
  /// @param total how many lines match, or files where there was no pattern
  /// @param truncated whether there are more than are answered
  /// @param skippedLarge how many files were too large to look into
  /// @param timedOut whether time was over before all was seen; then the counts are too low
  public record Result(
      List<Match> matches,
      List<String> paths,
      int files,
      long total,
      boolean truncated,
      int skippedLarge,
      boolean timedOut) {}

  /// A matching line on its way to a {@link Match}.
  record Lines(int number, String text, List<String> before, List<String> after) {}

  private final Readers readers;
  private final Duration timeMax;
  private final int fileBytesMax;
  private final ForkJoinPool threads;

  /// @param cores how many threads search
  /// @param timeMax how long one search may take
  /// @param fileBytesMax the size of files that are looked into
  public FileSearch(Linux linux, int cores, Duration timeMax, int fileBytesMax) {
    readers = new Readers(linux);
    this.timeMax = timeMax;
    this.fileBytesMax = fileBytesMax;
    threads = new ForkJoinPool(cores);
  }

  /// Searches beneath a directory.
  public Result search(int rootFd, Query query) throws IOException, InterruptedException {
    var walk = walk(rootFd, query);
    finish(walk);
    return walk.result();
  }

  private TreeWalk walk(int rootFd, Query query) throws RefusalException {
    check(query);
    var clock = new Clock(timeMax.toNanos());
    LinePattern pattern =
        query.pattern().isEmpty()
            ? null
            : LinePattern.parse(query.pattern(), query.regex(), query.ignoreCase());
    var hits = new Hits(query.max());
    var scope = new TreeWalk.Scope(rootFd, Globs.parse(query.globs()), query.ignoreRules());
    return new TreeWalk(
        readers, scope, new TreeWalk.Look(pattern, query.context(), fileBytesMax), hits, clock);
  }

  private void finish(TreeWalk walk) throws IOException, InterruptedException {
    var done = threads.submit(walk.start());
    try {
      done.get();
    } catch (InterruptedException e) {
      walk.end();
      throw e;
    } catch (ExecutionException e) {
      throw new AssertionError("a search failed", e.getCause());
    }
    walk.rethrow();
  }

  private static void check(Query query) throws RefusalException {
    if (query.max() < 1 || query.max() > MATCHES_MAX) {
      throw RefusalException.invalid("search", "`max` is not from 1 to " + MATCHES_MAX, "");
    }
    if (query.context() < 0 || query.context() > CONTEXT_MAX) {
      throw RefusalException.invalid("search", "`context` is not from 0 to " + CONTEXT_MAX, "");
    }
    if (query.pattern().isEmpty() && query.globs().isEmpty()) {
      throw RefusalException.invalid(
          "search", "there is neither a pattern nor a glob", "Give one of them");
    }
    if (query.globs().size() > GLOBS_MAX) {
      throw RefusalException.limit("search", "there are more than " + GLOBS_MAX + " globs", "");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
