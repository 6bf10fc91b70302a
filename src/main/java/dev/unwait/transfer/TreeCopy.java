package dev.unwait.transfer;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import dev.unwait.transfer.CopySummary.Skipped;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// One copy of a whole working tree, on many threads.
public final class TreeCopy {
  private static final int RUN_MAX = 256;

  private final FileCalls files;
  private final FileCopy copy;
  private final int from;
  private final int to;
  private final CopyOptions options;
  private final ProgressListener listener;
  private final Crew crew = new Crew();
  private final Manifest.Builder manifest = new Manifest.Builder();

  private final LongAdder fileCount = new LongAdder();
  private final LongAdder directoryCount = new LongAdder();
  private final LongAdder symlinkCount = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder clones = new LongAdder();
  private final AtomicLong reportAt = new AtomicLong(System.nanoTime());
  private final Queue<Skipped> skipped = new ConcurrentLinkedQueue<>();
  private final Queue<Found> directories = new ConcurrentLinkedQueue<>();
  private final Map<Inode, String> firstNames = new ConcurrentHashMap<>();
  private final Queue<Found> secondNames = new ConcurrentLinkedQueue<>();

  private record Found(String path, Stat stat) {}

  private record Inode(long dev, long ino) {}

  private TreeCopy(Linux linux, int from, int to, CopyOptions options, ProgressListener listener)
      throws IOException {
    files = linux.files();
    copy = new FileCopy(linux, options.rereadsMax());
    this.from = from;
    this.to = to;
    this.options = options;
    this.listener = listener;
  }

  /// Copies all that is in one directory into another, which should be empty. What fails ends it
  /// and leaves what was copied so far; an interrupt, too.
  public static CopySummary copy(
      Linux linux, int from, int to, CopyOptions options, ProgressListener listener)
      throws IOException {
    return new TreeCopy(linux, from, to, options, listener).run();
  }

  private CopySummary run() throws IOException {
    var root = files.fstat(from);
    directories.add(new Found("", root));
    crew.add(() -> directory(""));
    crew.work(options.threads());
    for (var second : secondNames) {
      link(second);
    }
    finishDirectories();
    listener.progressed(fileCount.sum() + symlinkCount.sum() + directoryCount.sum(), bytes.sum());
    return new CopySummary(
        fileCount.sum(),
        directoryCount.sum(),
        symlinkCount.sum(),
        bytes.sum(),
        clones.sum(),
        sorted(skipped),
        manifest.build());
  }

  private static List<Skipped> sorted(Collection<Skipped> skipped) {
    return skipped.stream().sorted(Comparator.comparing(Skipped::path)).toList();
  }

  private void directory(String path) throws IOException {
    withDirectory(
        path,
        (source, target) -> {
          var names = files.getdents64(source).stream().map(e -> e.name()).toList();
          copy.attributes(source, "", target, "");
          copy.owner(files.fstat(source), to, Paths.orDot(path));
          manifest.directory(path);
          var runs = Crew.runs(names, RUN_MAX);
          for (var run : runs.subList(Math.min(1, runs.size()), runs.size())) {
            crew.add(() -> withDirectory(path, (s, t) -> entries(path, run, s, t)));
          }
          if (!runs.isEmpty()) {
            entries(path, runs.getFirst(), source, target);
          }
        });
  }

  @FunctionalInterface
  private interface InDirectory {
    void run(int source, int target) throws IOException;
  }

  private void withDirectory(String path, InDirectory action) throws IOException {
    int source;
    try {
      source = open(from, path);
    } catch (SystemCallException e) {
      skip(path, e);
      return;
    }
    try {
      int target = open(to, path);
      try {
        action.run(source, target);
      } finally {
        files.close(target);
      }
    } finally {
      files.close(source);
    }
  }

  private int open(int root, String path) throws SystemCallException {
    return files.openat2(root, Paths.orDot(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
  }

  private void entries(String parent, List<String> names, int source, int target)
      throws IOException {
    for (var name : names) {
      var path = Paths.child(parent, name);
      if (!options.excluded().contains(path)) {
        entry(path, name, source, target);
      }
    }
  }

  private void entry(String path, String name, int source, int target) throws IOException {
    var stat = files.lstatOrNull(source, name);
    if (stat == null) {
      return; // It went away since the directory was listed.
    }
    try {
      if (stat.isDirectory()) {
        files.mkdirat(target, name, 0700);
        directoryCount.increment();
        directories.add(new Found(path, stat));
        manifest.add(path, Stamp.of(stat));
        crew.add(() -> directory(path));
      } else if (stat.isRegular()) {
        regular(path, name, stat, source, target);
      } else {
        special(path, name, stat, source, target);
      }
    } catch (SystemCallException e) {
      skip(path, e);
    }
    report();
  }

  private void regular(String path, String name, Stat stat, int source, int target)
      throws IOException {
    if (stat.nlink() > 1) {
      var first = firstNames.putIfAbsent(new Inode(stat.dev(), stat.ino()), path);
      if (first != null) {
        secondNames.add(new Found(path, stat));
        return;
      }
    }
    var copied = copy.regular(source, name, target, name);
    count(path, copied);
  }

  private void count(String path, FileCopy.Copied copied) {
    fileCount.increment();
    bytes.add(copied.stat().size());
    if (copied.cloned()) {
      clones.increment();
    }
    if (!copied.stable()) {
      skipped.add(new Skipped(path, "unstable: it changed each time it was read; last kept"));
    }
    manifest.add(path, Stamp.of(copied.stat()));
  }

  private void special(String path, String name, Stat stat, int source, int target)
      throws IOException {
    if (stat.isSymlink()) {
      copy.symlink(stat, source, name, target, name);
      symlinkCount.increment();
    } else if (stat.isFifo()) {
      copy.fifo(stat, source, name, target, name);
      fileCount.increment();
    } else {
      skipped.add(new Skipped(path, "a socket or a device"));
      return;
    }
    manifest.add(path, Stamp.of(stat));
  }

  /// Gives a file that was copied under its first name its other name, too.
  private void link(Found second) throws IOException {
    var stat = second.stat();
    var first = firstNames.get(new Inode(stat.dev(), stat.ino()));
    try {
      files.linkat(to, String.valueOf(first), to, second.path());
      fileCount.increment();
      manifest.add(second.path(), Stamp.of(stat));
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw failed(second.path(), e);
      }
      copyAfterAll(second.path()); // The first name went away before it was copied.
    }
  }

  private void copyAfterAll(String path) throws IOException {
    var name = Paths.name(path);
    withDirectory(
        Paths.parent(path),
        (source, target) -> {
          try {
            count(path, copy.regular(source, name, target, name));
          } catch (SystemCallException e) {
            skip(path, e);
          }
        });
  }

  /// Modes and times of directories come last, children first: making entries changes the times,
  /// and may need a mode that the directory does not have.
  private void finishDirectories() throws IOException {
    var last = Comparator.comparing(Found::path).reversed();
    for (var found : directories.stream().sorted(last).toList()) {
      var stat = found.stat();
      var path = Paths.orDot(found.path());
      try {
        files.fchmodat(to, path, stat.permissions());
        files.utimensat(to, path, stat.atimeNanos(), stat.mtimeNanos());
      } catch (SystemCallException e) {
        throw failed(found.path(), e);
      }
    }
  }

  /// What went away is not there; what was replaced meanwhile or may not be read is listed or ends
  /// the copy.
  private void skip(String path, SystemCallException e) throws IOException {
    switch (e.errno()) {
      case Errno.ENOENT -> {}
      case Errno.ENOTDIR, Errno.ELOOP, Errno.EINVAL, Errno.ENAMETOOLONG ->
          skipped.add(new Skipped(path, String.valueOf(e.getMessage())));
      case Errno.EACCES, Errno.EPERM -> {
        if (!options.skipUnreadable()) {
          throw failed(path, e);
        }
        skipped.add(new Skipped(path, String.valueOf(e.getMessage())));
      }
      default -> throw failed(path, e);
    }
  }

  private static IOException failed(String path, SystemCallException e) {
    return new IOException("copy of " + Paths.orDot(path) + " failed: " + e.getMessage(), e);
  }

  private void report() {
    long due = reportAt.get();
    long now = System.nanoTime();
    if (now >= due && reportAt.compareAndSet(due, now + options.progressEvery().toNanos())) {
      long done = fileCount.sum() + symlinkCount.sum() + directoryCount.sum();
      listener.progressed(done, bytes.sum());
    }
  }
}
