package dev.unwait.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Cuts a stream into lines without copying those that arrive whole; not for several threads.
final class LineReader {
  private static final int SIZE_FIRST = 16 * 1024;
  private static final int SIZE_KEPT_MAX = 256 * 1024;

  private final InputStream in;
  private final int lineBytesMax;
  private byte[] bytes = new byte[SIZE_FIRST];
  // What is unread lies from start to end; the line last given, from lineFrom on.
  private int start;
  private int end;
  private int lineFrom;
  private int lineLength;

  /// What came of looking for a line.
  enum Found {
    LINE,
    /// A line beyond the bound, which has been skipped.
    OVERSIZED,
    END
  }

  LineReader(InputStream in, int lineBytesMax) {
    this.in = in;
    this.lineBytesMax = lineBytesMax;
  }

  /// Finds the next line; a last one without a line end counts.
  Found next() throws IOException {
    int scanned = start;
    boolean skipping = false;
    while (true) {
      int at = newline(scanned);
      if (at >= 0) {
        take(at);
        start = at + 1;
        return skipping ? Found.OVERSIZED : Found.LINE;
      }
      if (end - start > lineBytesMax) {
        skipping = true;
        start = end;
      }
      scanned = end;
      int moved = start;
      if (!fill()) {
        take(end);
        boolean nothing = lineLength == 0;
        start = end;
        return skipping ? Found.OVERSIZED : nothing ? Found.END : Found.LINE;
      }
      scanned -= moved - start;
    }
  }

  /// Whether something has arrived behind the line last given.
  boolean hasMore() {
    return start < end;
  }

  byte[] array() {
    return bytes;
  }

  int lineFrom() {
    return lineFrom;
  }

  /// Without the line end.
  int lineLength() {
    return lineLength;
  }

  private void take(int to) {
    lineFrom = start;
    lineLength = to - start;
    if (lineLength > 0 && bytes[to - 1] == '\r') {
      lineLength--;
    }
  }

  private int newline(int from) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /// Reads more behind what is unread, which may move to the front; false at the end.
  private boolean fill() throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
      if (bytes.length > SIZE_KEPT_MAX) {
        bytes = new byte[SIZE_FIRST];
      }
    } else if (end == bytes.length) {
      if (start > 0) {
        System.arraycopy(bytes, start, bytes, 0, end - start);
        end -= start;
        start = 0;
      } else {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
    }
    int read = in.read(bytes, end, bytes.length - end);
    if (read > 0) {
      end += read;
    }
    return read > 0;
  }
}
