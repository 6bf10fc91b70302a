package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Linux;
import dev.unwait.linux.OffHeap;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// Searches the files of a branch on all cores.
public final class FileSearch implements Closeable {
  public static final int MATCHES_DEFAULT = 200;
  private static final int MATCHES_MAX = 10_000;
  private static final int CONTEXT_MAX = 20;
  private static final int GLOBS_MAX = 50;
  private static final Duration BUILD_TIME_MAX = Duration.ofMinutes(2);
  private static final System.Logger LOG = System.getLogger(FileSearch.class.getName());

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

  /// A frozen tree that a live one stands on. Its contents are kept in memory after the first
  /// search, so that the next ones, of any branch that stands on it, look only at what changed.
  ///
  /// @param key what tells it from all others, such as the list of its layers
  /// @param changed the paths at which, or at and below which, the live tree may differ from it:
  ///   what is in the layers above it, their whiteouts, and their opaque or renamed directories
  public record Frozen(Object key, Opener opener, Collection<String> changed) {
    /// Opens a frozen tree for as long as it is read.
    @FunctionalInterface
    public interface Opener {
      Root open() throws IOException;
    }

    /// An open directory.
    public interface Root extends Closeable {
      int fd();
    }
  }

  private static final int CHANGED_MAX = 5_000;

  private final Readers readers;
  private final Options options;
  private final SearchCache cache;
  private final ForkJoinPool threads;

  /// @param cores how many threads search
  /// @param timeMax how long one search may take
  /// @param fileBytesMax the size of files that are looked into
  /// @param cacheBytesMax how much of frozen trees to keep in memory; 0 for nothing
  public record Options(int cores, Duration timeMax, int fileBytesMax, long cacheBytesMax) {
    public static Options defaults() {
      int cores = Runtime.getRuntime().availableProcessors();
      return new Options(cores, Duration.ofSeconds(20), 16 << 20, 512L << 20);
    }
  }

  public FileSearch(Linux linux, Options options) {
    this.options = options;
    readers = new Readers(linux);
    cache = new SearchCache(options.cacheBytesMax());
    threads = new ForkJoinPool(options.cores());
  }

  /// Searches beneath a directory.
  public Result search(int rootFd, Query query) throws IOException, InterruptedException {
    return search(rootFd, query, null);
  }

  /// Searches beneath the directory of a live tree that stands on a frozen one.
  public Result search(int rootFd, Query query, @Nullable Frozen frozen)
      throws IOException, InterruptedException {
    check(query);
    LinePattern pattern =
        query.pattern().isEmpty()
            ? null
            : LinePattern.parse(query.pattern(), query.regex(), query.ignoreCase());
    var clock = new Clock(options.timeMax().toNanos());
    var hits = new Hits(query.max());
    var run =
        new SearchRun(
            readers,
            new HitVisit(pattern, query.context(), options.fileBytesMax(), hits, clock),
            clock);
    var scope = new TreeWalk.Scope(rootFd, Globs.parse(query.globs()), query.ignoreRules());
    var walk = new TreeWalk(run, scope);
    try (var lease = frozen == null || !isOfUse(frozen, query) ? null : lease(frozen)) {
      if (frozen == null || lease == null) {
        finish(run, walk.everything(null));
      } else {
        Set<BranchPath> changed = outermost(frozen.changed());
        Pack pack = lease.pack();
        var scan = new PackScan(run, pack, pack.atOrBelow(changed), scope.globs(), pattern);
        finish(run, new BothTask(run, scan, walk, List.copyOf(changed)));
      }
    }
    return hits.result(pattern != null, clock.isOver());
  }

  /// Brings a frozen tree into memory, if there is room for it; what the first search of it starts
  /// in the background.
  public void warm(Frozen frozen) throws IOException, InterruptedException {
    if (cache.claim(frozen.key())) {
      build(frozen);
    }
  }

  /// Forgets a frozen tree.
  public void forget(Object key) {
    cache.forget(key);
  }

  /// Goes through a pack, and through what the live tree has in its place.
  private static final class BothTask extends SearchRun.Task {
    private static final long serialVersionUID = 1;

    private final transient PackScan scan;
    private final transient TreeWalk walk;
    private final transient List<BranchPath> changed;

    BothTask(SearchRun run, PackScan scan, TreeWalk walk, List<BranchPath> changed) {
      super(null, run);
      this.scan = scan;
      this.walk = walk;
      this.changed = changed;
    }

    @Override
    void work(SearchRun.Tools tools) {
      fork(scan.everything(this));
      if (!changed.isEmpty()) {
        fork(walk.only(this, changed));
      }
    }
  }

  /// A pack leaves out what is ignored, and cannot tell what other rules would ignore.
  private boolean isOfUse(Frozen frozen, Query query) {
    return options.cacheBytesMax() > 0
        && query.ignoreRules()
        && frozen.changed().size() <= CHANGED_MAX
        && frozen.changed().stream().noneMatch(FileSearch::concernsRules);
  }

  private static boolean concernsRules(String path) {
    return path.endsWith(".gitignore")
        || path.equals(".git")
        || path.equals(".git/info")
        || path.equals(".git/info/exclude");
  }

  private SearchCache.@Nullable Lease lease(Frozen frozen) {
    SearchCache.Lease lease = cache.use(frozen.key());
    if (lease == null && cache.claim(frozen.key())) {
      Thread.ofPlatform().daemon().name("search-pack").start(() -> buildQuietly(frozen));
    }
    return lease;
  }

  private void buildQuietly(Frozen frozen) {
    try {
      build(frozen);
    } catch (IOException | InterruptedException e) {
      // Searches go on without; the claim was taken back, so that the next one tries again.
      LOG.log(System.Logger.Level.DEBUG, "Reading a frozen tree into memory failed", e);
    }
  }

  private void build(Frozen frozen) throws IOException, InterruptedException {
    boolean kept = false;
    OffHeap memory = OffHeap.reserve(cache.bytesMax());
    try (var root = frozen.opener().open()) {
      var clock = new Clock(BUILD_TIME_MAX.toNanos());
      var builder = new PackBuilder(memory, cache.bytesMax(), options.fileBytesMax(), clock);
      var run = new SearchRun(readers, builder, clock);
      var walk = new TreeWalk(run, new TreeWalk.Scope(root.fd(), Globs.ALL, true));
      finish(run, walk.everything(null));
      if (!clock.isOver()) {
        kept = true;
        cache.keep(frozen.key(), builder.pack());
      } else if (builder.isTooLarge()) {
        memory.close();
        kept = true; // The claim stays, which says not to try again.
      }
    } finally {
      if (!kept) {
        cache.abandon(frozen.key());
        memory.close();
      }
    }
  }

  /// Paths of which none is below another.
  private static Set<BranchPath> outermost(Collection<String> paths) throws RefusalException {
    var all = new HashSet<BranchPath>();
    for (String path : paths) {
      all.add(BranchPath.parse("search", path));
    }
    var outermost = new TreeSet<BranchPath>(Comparator.comparing(BranchPath::text));
    for (BranchPath path : all) {
      BranchPath above = path.parent();
      while (!above.isRoot() && !all.contains(above)) {
        above = above.parent();
      }
      if (above.isRoot()) {
        outermost.add(path);
      }
    }
    return outermost;
  }

  private void finish(SearchRun run, SearchRun.Task task) throws IOException, InterruptedException {
    var done = threads.submit(task);
    try {
      done.get();
    } catch (InterruptedException e) {
      run.clock().end();
      done.quietlyJoin(); // It ends at the next file, and must not use what is closed then.
      throw e;
    } catch (ExecutionException e) {
      throw new AssertionError("a search failed", e.getCause());
    }
    run.close();
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
  public void close() throws IOException {
    threads.shutdown();
    cache.close();
  }
}
