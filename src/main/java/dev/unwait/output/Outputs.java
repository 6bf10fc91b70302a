package dev.unwait.output;

import dev.unwait.base.RefusalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// All outputs of a home, by handle: the newest in memory, the large ones on disk, the oldest gone.
public final class Outputs implements Closeable {
  private static final int RADIX = 36;
  private static final int SEGMENTS_EACH = 16;
  private static final int COUNT_MAX = 100_000;
  private static final String ROUND = "round";

  /// The disk is looked at each time that this part of its bound was written.
  private static final int CHECKS_PER_TOTAL = 8;

  /// Handles are numbered; a longer number is a larger one.
  private static final Comparator<Path> OLDEST_FIRST =
      Comparator.<Path>comparingInt(path -> path.getFileName().toString().length())
          .thenComparing(path -> path.getFileName().toString());

  private final Path folder;
  private final OutputOptions options;
  private final String round;
  private final ReentrantLock lock = new ReentrantLock();
  // Oldest first. Under the lock, like the next three.
  private final LinkedHashMap<String, Output> outputs;
  private long memory;
  private long storedSince;
  private long next;

  private Outputs(Path folder, OutputOptions options, String round, Map<String, Output> found) {
    this.folder = folder;
    this.options = options;
    this.round = round;
    outputs = new LinkedHashMap<>(found);
  }

  /// Opens the folder, with what an earlier daemon left there.
  public static Outputs open(Path folder, OutputOptions options) throws IOException {
    Files.createDirectories(folder);
    long round = nextRound(folder.resolve(ROUND));
    var found = new LinkedHashMap<String, Output>();
    try (var folders = Files.list(folder)) {
      for (var each : folders.filter(Files::isDirectory).sorted(OLDEST_FIRST).toList()) {
        var segments = segments(each, options);
        var log = LineLog.reopened(options, segments, segments.scan());
        var output = new Output(each.getFileName().toString(), options, log);
        output.reopened(segments.exit());
        found.put(output.handle(), output);
      }
    }
    return new Outputs(folder, options, Long.toString(round, RADIX), found);
  }

  /// How often this folder was opened, this time included: handles never come twice.
  private static long nextRound(Path file) throws IOException {
    var text = Files.exists(file) ? Files.readString(file).strip() : "";
    long round = text.matches("[0-9a-z]{1,12}") ? Long.parseLong(text, RADIX) + 1 : 1;
    var fresh = Files.writeString(file.resolveSibling(ROUND + ".new"), Long.toString(round, RADIX));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return round;
  }

  private static Segments segments(Path folder, OutputOptions options) {
    return new Segments(folder, Math.max(1, options.each() / SEGMENTS_EACH), SEGMENTS_EACH / 2);
  }

  /// Begins an output.
  public Output begin() {
    lock.lock();
    try {
      String handle = "o" + round + "-" + Long.toString(next++, RADIX);
      var output =
          new Output(
              handle, options, new LineLog(options, segments(folder.resolve(handle), options)));
      outputs.put(handle, output);
      return output;
    } finally {
      lock.unlock();
    }
  }

  public Output find(String handle) throws RefusalException {
    lock.lock();
    try {
      Output output = outputs.get(handle);
      if (output == null) {
        throw RefusalException.missing(
            "find output " + handle,
            "there is none of that name, or it was dropped for its age",
            "Run the command again");
      }
      return output;
    } finally {
      lock.unlock();
    }
  }

  /// Takes note that an output has ended, and drops the oldest ones beyond the bounds.
  public void ended(Output output) {
    lock.lock();
    try {
      memory += output.memory();
      storedSince += output.stored();
      if (memory > options.memoryTotal()
          || outputs.size() > COUNT_MAX
          || storedSince > options.total() / CHECKS_PER_TOTAL) {
        storedSince = 0;
        evict();
      }
    } finally {
      lock.unlock();
    }
  }

  private void evict() {
    memory = outputs.values().stream().mapToLong(Output::memory).sum();
    long stored = outputs.values().stream().mapToLong(Output::stored).sum();
    for (var each = outputs.values().iterator(); each.hasNext(); ) {
      Output output = each.next();
      boolean over = memory > options.memoryTotal() * 3 / 4 || outputs.size() > COUNT_MAX;
      if (!over && stored <= options.total()) {
        return;
      }
      if (output.isDone()) {
        memory -= output.memory();
        stored -= output.stored();
        output.delete();
        each.remove();
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      for (var output : outputs.values()) {
        output.finish(null);
      }
    } finally {
      lock.unlock();
    }
  }
}
