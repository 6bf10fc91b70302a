package dev.unwait.files;

import dev.unwait.files.FileSearch.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// What a search has found so far: counts of all, and of the first paths what is answered.
final class Hits {
  private final int max;
  private final AtomicInteger files = new AtomicInteger();
  private final AtomicLong total = new AtomicLong();
  private final AtomicInteger skippedLarge = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();

  /// The lines to answer with, by path; guarded by the lock.
  private final TreeMap<String, List<FileSearch.Lines>> first = new TreeMap<>();

  /// How many lines these are, a file without any for one; guarded by the lock.
  private int kept;

  /// The last path that is answered, once there are enough before it.
  private volatile String last = "\uFFFF";

  Hits(int max) {
    this.max = max;
  }

  /// How many lines of a file could be answered.
  int wanted(String path) {
    return path.compareTo(last) <= 0 ? max : 0;
  }

  /// Adds a file that matches, with its first lines.
  void add(String path, int count, List<FileSearch.Lines> lines) {
    files.incrementAndGet();
    total.addAndGet(count);
    if (path.compareTo(last) > 0) {
      return;
    }
    lock.lock();
    try {
      first.put(path, lines);
      kept += Math.max(1, lines.size());
      while (kept - Math.max(1, first.lastEntry().getValue().size()) >= max) {
        kept -= Math.max(1, first.pollLastEntry().getValue().size());
        last = first.lastKey();
      }
    } finally {
      lock.unlock();
    }
  }

  void skipLarge() {
    skippedLarge.incrementAndGet();
  }

  FileSearch.Result result(boolean lines, boolean timedOut) {
    var matches = new ArrayList<Match>();
    var paths = new ArrayList<String>();
    lock.lock();
    try {
      first.forEach((path, found) -> {
        paths.add(path);
        for (var line : found) {
          if (matches.size() < max) {
            matches.add(new Match(path, line.number(), line.text(), line.before(), line.after()));
          }
        }
      });
    } finally {
      lock.unlock();
    }
    int answered = lines ? matches.size() : paths.size();
    return new FileSearch.Result(
        matches,
        lines ? List.of() : paths,
        files.get(),
        total.get(),
        timedOut || answered < total.get(),
        skippedLarge.get(),
        timedOut);
  }
}
