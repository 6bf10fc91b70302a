package dev.unwait.output;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lines in the order of their completion, in chunks: in memory while they are few, then compressed
/// in files. Beyond its bound the first half stays and the rest rolls. Its owner locks.
final class LineLog {
  private static final int CHUNK = 256 << 10;
  private static final int LEVEL = 1;

  private final OutputOptions options;
  private final Segments segments;
  // Sealed chunks, oldest first; those on disk hold no bytes.
  private final List<Chunk> chunks = new ArrayList<>();
  private byte[] open = {};
  private int openSize;
  private long lines;
  private long openFirst;
  private long raw;
  private long droppedLines;
  private long droppedBytes;
  private boolean spilled;
  private @Nullable String failed;

  LineLog(OutputOptions options, Segments segments) {
    this.options = options;
    this.segments = segments;
  }

  /// A log that is on disk already.
  static LineLog reopened(OutputOptions options, Segments segments, List<Chunk> chunks) {
    var log = new LineLog(options, segments);
    log.spilled = true;
    for (Chunk chunk : chunks) {
      log.droppedLines += chunk.firstLine() - log.lines;
      log.lines = chunk.firstLine() + chunk.lines();
      log.raw += chunk.length();
      log.chunks.add(chunk);
    }
    log.openFirst = log.lines;
    return log;
  }

  long lines() {
    return lines;
  }

  long memory() {
    return openSize;
  }

  long stored() {
    return segments.bytes();
  }

  void append(byte[] bytes) throws IOException {
    if (openSize + bytes.length > open.length) {
      open =
          Arrays.copyOf(open, Math.max(openSize + bytes.length, Math.min(2 * open.length, CHUNK)));
    }
    System.arraycopy(bytes, 0, open, openSize, bytes.length);
    openSize += bytes.length;
    raw += bytes.length;
    for (byte b : bytes) {
      if (b == '\n') {
        lines++;
      }
    }
    if (openSize >= CHUNK || (!spilled && openSize > options.memoryEach())) {
      seal();
    }
  }

  /// Writes what is open to the disk. A disk that is full costs the rest of this output, no more.
  private void seal() {
    spilled = true;
    if (openSize > 0 && failed == null) {
      byte[] packed = Zstd.compress(Arrays.copyOf(open, openSize), LEVEL);
      int count = (int) (lines - openFirst);
      try {
        chunks.add(segments.write(new Chunk(openFirst, count, openSize, -1, 0, 0), packed));
      } catch (IOException e) {
        failed = e.getMessage();
      }
    }
    if (failed != null) {
      droppedLines += lines - openFirst;
      droppedBytes += openSize;
    }
    openFirst = lines;
    openSize = 0;
    roll();
  }

  private void roll() {
    long kept = raw - droppedBytes;
    while (kept > options.each()) {
      int segment = segments.oldestRolling(chunks);
      if (segment < 0) {
        return;
      }
      for (Chunk chunk : chunks.stream().filter(chunk -> chunk.segment() == segment).toList()) {
        droppedLines += chunk.lines();
        droppedBytes += chunk.length();
        kept -= chunk.length();
        chunks.remove(chunk);
      }
      segments.delete(segment);
    }
  }

  void finish(@Nullable Integer exit) {
    if (spilled) {
      seal();
      try {
        segments.finish(exit);
      } catch (IOException e) {
        failed = e.getMessage();
      }
    }
    open = Arrays.copyOf(open, openSize);
  }

  /// Moves to the disk what is in memory only.
  void spill() {
    if (!spilled) {
      seal();
    }
  }

  void delete() {
    segments.deleteAll();
    chunks.clear();
    openSize = 0;
    open = new byte[0];
  }

  /// Shows lines, from one on, until the page is full.
  ///
  /// @return the first line that was not looked at
  long read(long from, Taken taken) throws IOException {
    long next = from;
    for (Chunk chunk : chunks) {
      if (chunk.firstLine() + chunk.lines() > next && !taken.full()) {
        byte[] bytes = Zstd.decompress(segments.read(chunk), chunk.length());
        next =
            lines(bytes, bytes.length, chunk.firstLine(), Math.max(next, chunk.firstLine()), taken);
      }
    }
    if (!taken.full()) {
      next = lines(open, openSize, openFirst, Math.max(next, openFirst), taken);
    }
    return next;
  }

  private static long lines(byte[] bytes, int size, long first, long from, Taken taken) {
    long number = first;
    int start = 0;
    for (int i = 0; i < size && !taken.full(); i++) {
      if (bytes[i] == '\n') {
        if (number >= from) {
          taken.line(number, bytes, start, i);
        }
        number++;
        start = i + 1;
      }
    }
    return Math.max(number, from);
  }

  void note(Consumer<String> notes) {
    if (droppedLines > 0 || droppedBytes > 0) {
      notes.accept(
          droppedLines
              + " lines in the middle ("
              + droppedBytes
              + " bytes) were dropped: the output is larger than "
              + options.each()
              + " bytes");
    }
    if (failed != null) {
      notes.accept("the rest could not be kept: " + failed);
    }
  }
}
