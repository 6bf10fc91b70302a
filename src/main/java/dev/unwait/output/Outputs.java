package dev.unwait.output;

import dev.unwait.base.RefusalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// All outputs of a home, by handle: the newest in memory, the large ones on disk, the oldest gone.
public final class Outputs implements Closeable {
  private static final int RADIX = 36;
  private static final int SEGMENTS_EACH = 16;
  private static final int COUNT_MAX = 100_000;
  private static final String ROUND = "round";

  private final Path folder;
  private final OutputOptions options;
  private final String round;
  private final ReentrantLock lock = new ReentrantLock();
  // Oldest first. Under the lock, like the next two.
  private final LinkedHashMap<String, Output> outputs;
  private long memory;
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
    var file = folder.resolve(ROUND);
    long round = Files.exists(file) ? Long.parseLong(Files.readString(file).strip(), RADIX) + 1 : 1;
    Files.writeString(file, Long.toString(round, RADIX));
    var found = new LinkedHashMap<String, Output>();
    try (var folders = Files.list(folder)) {
      for (var each : folders.filter(Files::isDirectory).sorted().toList()) {
        var segments = segments(each, options);
        var log = LineLog.reopened(options, segments, segments.scan());
        var output = new Output(each.getFileName().toString(), options, log);
        output.reopened(segments.exit());
        found.put(output.handle(), output);
      }
    }
    return new Outputs(folder, options, Long.toString(round, RADIX), found);
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
      if (memory > options.memoryTotal() || outputs.size() > COUNT_MAX) {
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
