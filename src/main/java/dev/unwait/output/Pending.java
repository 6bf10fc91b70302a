package dev.unwait.output;

import java.util.Arrays;

/// The beginning of a line whose end was not printed yet.
final class Pending {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int size;

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  /// Everything so far, then the first `end` of these bytes; nothing is pending afterwards.
  byte[] take(byte[] more, int end) {
    byte[] all = Arrays.copyOf(bytes, size + end);
    System.arraycopy(more, 0, all, size, end);
    size = 0;
    bytes = NOTHING;
    return all;
  }

  void add(byte[] more, int from) {
    int length = more.length - from;
    if (length > 0) {
      if (size + length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + length, Math.min(bytes.length * 2, 1 << 16)));
      }
      System.arraycopy(more, from, bytes, size, length);
      size += length;
    }
  }
}
