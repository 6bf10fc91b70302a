package dev.unwait.files;

/// Which sequences of three bytes occur in a file, as a filter of bits that may err by saying yes.
/// Letters count in lower case, so that one filter serves both kinds of search.
final class Trigrams {
  static final int BITS_LOG_MIN = 9;
  private static final int BITS_LOG_MAX = 20;
  private static final int FACTOR = 0x9E3779B1;
  private static final int WIDTH = 3;

  private Trigrams() {}

  /// How many bits to use for a file, as a power of two: about one for each byte.
  static int bitsLog(int length) {
    int log = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, length - 1));
    return Math.clamp(log, BITS_LOG_MIN, BITS_LOG_MAX);
  }

  /// The filter of a file.
  static byte[] of(byte[] bytes, int length) {
    int log = bitsLog(length);
    byte[] bits = new byte[1 << (log - 3)];
    if (length < WIDTH) {
      return bits;
    }
    int window = lower(bytes[0]) << 8 | lower(bytes[1]);
    for (int i = 2; i < length; i++) {
      window = (window << 8 | lower(bytes[i])) & 0xFFFFFF;
      int bit = bit(window, log);
      bits[bit >> 3] |= (byte) (1 << (bit & 7));
    }
    return bits;
  }

  /// The sequences in a needle, which all occur where it does; none in a short one.
  static int[] windows(byte[] needle) {
    int[] windows = new int[Math.max(0, needle.length - WIDTH + 1)];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = lower(needle[i]) << 16 | lower(needle[i + 1]) << 8 | lower(needle[i + 2]);
    }
    return windows;
  }

  static int bit(int window, int bitsLog) {
    return (window * FACTOR) >>> (Integer.SIZE - bitsLog);
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b & 0xFF;
  }
}
