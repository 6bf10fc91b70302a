package dev.unwait.files;

/// Where lines begin and end in the bytes of a file. Lines are counted from 1; a last line without
/// a line feed counts.
final class Lines {
  private Lines() {}

  static int count(byte[] bytes) {
    int feeds = feeds(bytes, 0, bytes.length);
    boolean open = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    return open ? feeds + 1 : feeds;
  }

  /// How many line feeds lie in a range.
  static int feeds(byte[] bytes, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  /// The number of the line that an offset lies in.
  static int at(byte[] bytes, int offset) {
    return feeds(bytes, 0, offset) + 1;
  }

  /// Where a line begins; the length if there is no such line.
  static int start(byte[] bytes, int line) {
    return skip(bytes, 0, line - 1);
  }

  /// The offset after so many lines more.
  static int skip(byte[] bytes, int from, int lines) {
    int at = from;
    for (int i = 0; i < lines && at < bytes.length; i++) {
      at = next(bytes, at, bytes.length);
    }
    return at;
  }

  /// The offset behind the line feed that ends the line at an offset, or the limit.
  static int next(byte[] bytes, int from, int limit) {
    for (int i = from; i < limit; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return limit;
  }

  /// The end of a range that is to hold at most so many bytes: after a whole line where one fits,
  /// else between two characters.
  static int cut(byte[] bytes, int start, int end, int max) {
    if (end - start <= max) {
      return end;
    }
    int at = start + max;
    while (at > start && bytes[at - 1] != '\n') {
      at--;
    }
    if (at > start) {
      return at;
    }
    at = start + max;
    while (at > start && (bytes[at] & 0xC0) == 0x80) {
      at--;
    }
    return at;
  }
}
