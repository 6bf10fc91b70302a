package dev.unwait.files;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Reader;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One search through a tree: a task for each folder, and for each portion of a folder's files.
final class TreeWalk {
  private static final int PORTION = 64;
  private static final int FIRST_BYTES = 64 * 1024;
  private static final String GIT = ".git";
  private static final String IGNORE_FILE = ".gitignore";

  /// Which files it is about.
  record Scope(int rootFd, Globs globs, boolean ignoreRules) {}

  /// What is looked for in them; without a pattern, they are only listed.
  record Look(@Nullable LinePattern pattern, int context, int fileBytesMax) {}

  /// What a thread works with.
  private static final class Tools {
    final Reader reader;
    final @Nullable LineScan scan;
    byte[] bytes = new byte[FIRST_BYTES];

    Tools(Reader reader, @Nullable LineScan scan) {
      this.reader = reader;
      this.scan = scan;
    }
  }

  private final Readers readers;
  private final Scope scope;
  private final Look look;
  private final Hits hits;
  private final Clock clock;
  private final Idle<Tools> tools = new Idle<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  TreeWalk(Readers readers, Scope scope, Look look, Hits hits, Clock clock) {
    this.readers = readers;
    this.scope = scope;
    this.look = look;
    this.hits = hits;
    this.clock = clock;
  }

  CountedCompleter<Void> start() {
    return new FolderTask(null, BranchPath.ROOT, null, false);
  }

  void end() {
    clock.end();
  }

  void rethrow() throws IOException {
    Throwable thrown = failure.get();
    switch (thrown) {
      case null -> {}
      case IOException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a search failed", thrown);
    }
  }

  FileSearch.Result result() {
    tools.drain().forEach(each -> readers.give(each.reader));
    return hits.result(look.pattern() != null, clock.isOver());
  }

  private Tools borrow() {
    Tools idle = tools.poll();
    if (idle != null) {
      return idle;
    }
    LinePattern pattern = look.pattern();
    return new Tools(
        readers.take(), pattern == null ? null : new LineScan(pattern, look.context(), clock));
  }

  /// A task that gets a thread's tools and takes failures down.
  private abstract class Task extends CountedCompleter<Void> {
    private static final long serialVersionUID = 1;

    Task(@Nullable CountedCompleter<?> completer) {
      super(completer);
    }

    abstract void work(Tools mine) throws IOException;

    @Override
    public void compute() {
      clock.look();
      if (!clock.isOver()) {
        Tools mine = borrow();
        try {
          work(mine);
        } catch (Clock.OutOfTime _) {
          clock.end();
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
          clock.end();
        } finally {
          tools.put(mine);
        }
      }
      tryComplete();
    }
  }

  /// Lists a folder, looks into the first of its files and leaves the rest to others.
  private final class FolderTask extends Task {
    private static final long serialVersionUID = 1;

    private final transient BranchPath folder;
    private final transient @Nullable IgnoreRules above;
    private final boolean taken;

    FolderTask(
        @Nullable CountedCompleter<?> completer,
        BranchPath folder,
        @Nullable IgnoreRules above,
        boolean taken) {
      super(completer);
      this.folder = folder;
      this.above = above;
      this.taken = taken;
    }

    @Override
    void work(Tools mine) throws IOException {
      int fd = open(mine.reader, folder);
      if (fd < 0) {
        return;
      }
      try {
        List<DirEntry> entries = mine.reader.entries(fd);
        IgnoreRules rules = scope.ignoreRules() ? rules(mine, fd, entries) : IgnoreRules.NONE;
        var files = new ArrayList<BranchPath>();
        for (DirEntry entry : entries) {
          sort(known(mine, fd, entry), rules, files);
        }
        for (int from = PORTION; from < files.size(); from += PORTION) {
          addToPendingCount(1);
          int to = Math.min(files.size(), from + PORTION);
          new PortionTask(this, folder, files.subList(from, to)).fork();
        }
        lookInto(mine, fd, files.subList(0, Math.min(files.size(), PORTION)));
      } finally {
        mine.reader.close(fd);
      }
    }

    /// Asks for the type where the file system leaves it out of listings.
    private DirEntry known(Tools mine, int fd, DirEntry entry) throws IOException {
      if (entry.type() != DirEntry.UNKNOWN) {
        return entry;
      }
      try {
        Stat stat = mine.reader.lstat(fd, entry.name());
        int type =
            stat.isDirectory()
                ? DirEntry.DIRECTORY
                : stat.isRegular() ? DirEntry.REGULAR : DirEntry.SYMLINK;
        return new DirEntry(entry.name(), entry.ino(), type);
      } catch (SystemCallException e) {
        unlessVanished(e);
        return entry;
      }
    }

    private void sort(DirEntry entry, IgnoreRules rules, List<BranchPath> files) {
      boolean directory = entry.type() == DirEntry.DIRECTORY;
      if (!directory && entry.type() != DirEntry.REGULAR) {
        return;
      }
      if (scope.ignoreRules() && entry.name().equals(GIT)) {
        return;
      }
      BranchPath path = folder.child(entry.name());
      if (scope.ignoreRules() && rules.ignores(path, directory) || scope.globs().excludes(path)) {
        return;
      }
      boolean takes = taken || scope.globs().takes(path);
      if (directory) {
        addToPendingCount(1);
        new FolderTask(this, path, rules, takes).fork();
      } else if (takes) {
        files.add(path);
      }
    }

    private IgnoreRules rules(Tools mine, int fd, List<DirEntry> entries) throws IOException {
      IgnoreRules outer = above;
      IgnoreFile own = null;
      for (DirEntry entry : entries) {
        if (entry.name().equals(IGNORE_FILE) && entry.type() == DirEntry.REGULAR) {
          own = ignoreFile(mine, fd, IGNORE_FILE);
        }
      }
      if (outer == null) {
        IgnoreFile exclude = ignoreFile(mine, fd, ".git/info/exclude");
        return new IgnoreRules(null, "", own, exclude);
      }
      return outer.within(folder, own);
    }

    private @Nullable IgnoreFile ignoreFile(Tools mine, int fd, String path) throws IOException {
      try {
        int file =
            mine.reader.openBeneath(fd, path, FileCalls.O_NONBLOCK, Reader.RESOLVE_NO_SYMLINKS);
        try {
          int length = readAll(mine, file);
          return length < 0 ? null : IgnoreFile.parse(mine.bytes, length);
        } finally {
          mine.reader.close(file);
        }
      } catch (SystemCallException e) {
        return unlessVanished(e);
      }
    }
  }

  /// Looks into some files of a folder.
  private final class PortionTask extends Task {
    private static final long serialVersionUID = 1;

    private final transient BranchPath folder;
    private final transient List<BranchPath> files;

    PortionTask(CountedCompleter<?> completer, BranchPath folder, List<BranchPath> files) {
      super(completer);
      this.folder = folder;
      this.files = files;
    }

    @Override
    void work(Tools mine) throws IOException {
      int fd = open(mine.reader, folder);
      if (fd >= 0) {
        try {
          lookInto(mine, fd, files);
        } finally {
          mine.reader.close(fd);
        }
      }
    }
  }

  private int open(Reader reader, BranchPath folder) throws IOException {
    try {
      return reader.openBeneath(
          scope.rootFd(), folder.forKernel(), FileCalls.O_DIRECTORY, Reader.RESOLVE_NO_SYMLINKS);
    } catch (SystemCallException e) {
      unlessVanished(e);
      return -1;
    }
  }

  private void lookInto(Tools mine, int folderFd, List<BranchPath> files) throws IOException {
    for (BranchPath file : files) {
      if (clock.isOver()) {
        return;
      }
      LineScan scan = mine.scan;
      if (scan == null) {
        hits.add(file.text(), 1, List.of());
      } else {
        lookInto(mine, scan, folderFd, file);
      }
    }
  }

  private void lookInto(Tools mine, LineScan scan, int folderFd, BranchPath file)
      throws IOException {
    int length;
    try {
      int fd = mine.reader.open(folderFd, file.name(), FileCalls.O_NONBLOCK);
      try {
        length = readAll(mine, fd);
      } finally {
        mine.reader.close(fd);
      }
    } catch (SystemCallException e) {
      unlessVanished(e);
      return;
    }
    if (length < 0) {
      hits.skipLarge();
      return;
    }
    var found = scan.scan(mine.bytes, length, hits.wanted(file.text()));
    if (found.count() > 0) {
      hits.add(file.text(), found.count(), found.lines());
    }
  }

  /// Reads a file into the thread's own array.
  ///
  /// @return its length, or -1 if it is too large
  private int readAll(Tools mine, int fd) throws IOException {
    int length = 0;
    while (true) {
      length += mine.reader.read(fd, mine.bytes, length);
      if (length < mine.bytes.length) {
        return length > look.fileBytesMax() ? -1 : length;
      }
      if (length > look.fileBytesMax()) {
        return -1;
      }
      mine.bytes = Arrays.copyOf(mine.bytes, (int) Math.min(length * 2L, look.fileBytesMax() + 1L));
    }
  }

  /// What vanishes or changes its kind between listing and opening, or may not be read, does not
  /// take part.
  private static @Nullable IgnoreFile unlessVanished(SystemCallException e)
      throws SystemCallException {
    return switch (e.errno()) {
      case Errno.ENOENT,
          Errno.ENOTDIR,
          Errno.ELOOP,
          Errno.EACCES,
          Errno.EPERM,
          Errno.EXDEV,
          Errno.EISDIR ->
          null;
      default -> throw e;
    };
  }
}
