package dev.unwait.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A growing buffer of UTF-8 into which JSON is written, compact; not for several threads.
///
/// What is written is always valid UTF-8: half of a surrogate pair comes out as U+FFFD.
public final class JsonBuffer {
  private static final int SIZE_FIRST = 512;
  private static final int SIZE_MAX = Integer.MAX_VALUE - 16;
  private static final int ROOM_PER_CHAR = 7;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");
  private static final int LONG_DIGITS_MAX = 20;

  private byte[] bytes = new byte[SIZE_FIRST];
  private int size;

  public int size() {
    return size;
  }

  /// The array behind the buffer, valid up to {@link #size} and until the next write.
  public byte[] array() {
    return bytes;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /// Empties the buffer, and gives its memory back where it grew beyond `keptMax` bytes.
  public void clear(int keptMax) {
    size = 0;
    if (bytes.length > keptMax) {
      bytes = new byte[SIZE_FIRST];
    }
  }

  /// Takes back everything beyond a size that the buffer had before.
  public void cut(int sizeBefore) {
    if (sizeBefore < 0 || sizeBefore > size) {
      throw new IllegalArgumentException("cut at " + sizeBefore + " of " + size);
    }
    size = sizeBefore;
  }

  /// Writes bytes as they are: parts of JSON text that are known to be right.
  public JsonBuffer raw(byte[] text) {
    return raw(text, 0, text.length);
  }

  public JsonBuffer raw(byte[] text, int from, int length) {
    room(length);
    System.arraycopy(text, from, bytes, size, length);
    size += length;
    return this;
  }

  public JsonBuffer raw(char ascii) {
    room(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  public JsonBuffer value(Json json) {
    switch (json) {
      case Json.Null _ -> raw(NULL);
      case Json.Truth(var value) -> raw(value ? TRUE : FALSE);
      case Json.Whole(var value) -> number(value);
      case Json.Huge(var value) -> raw(ascii(value.toString()));
      case Json.Real(var value) -> raw(ascii(Double.toString(value)));
      case Json.Text(var value) -> text(value);
      case Json.Items(var values) -> items(values);
      case Json.Members(var values) -> members(values);
    }
    return this;
  }

  public JsonBuffer number(long value) {
    room(LONG_DIGITS_MAX);
    if (value == Long.MIN_VALUE) {
      return raw(ascii(Long.toString(value)));
    }
    long left = Math.abs(value);
    int end = size + (value < 0 ? 1 : 0) + digits(left);
    int at = end;
    do {
      bytes[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left != 0);
    if (value < 0) {
      bytes[size] = '-';
    }
    size = end;
    return this;
  }

  /// Writes a string with its quotes.
  public JsonBuffer text(String value) {
    int length = value.length();
    room(length + 2L);
    bytes[size++] = '"';
    int at = 0;
    while (at < length) {
      // One char at a time may need six bytes, and the closing quote one.
      if (bytes.length - size < ROOM_PER_CHAR) {
        room(ROOM_PER_CHAR + (long) length - at);
      }
      char c = value.charAt(at);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
        at++;
      } else {
        at += unusual(value, at, c);
      }
    }
    bytes[size++] = '"';
    return this;
  }

  /// Writes a range of this buffer, which holds compact JSON, once more as one JSON string.
  public JsonBuffer quoted(int from, int to) {
    room((to - from) * 2L + 2);
    bytes[size++] = '"';
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        bytes[size++] = '\\';
      }
      bytes[size++] = b;
    }
    bytes[size++] = '"';
    return this;
  }

  private void items(List<Json> values) {
    raw('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        raw(',');
      }
      value(values.get(i));
    }
    raw(']');
  }

  private void members(Map<String, Json> values) {
    raw('{');
    boolean first = true;
    for (var member : values.entrySet()) {
      if (!first) {
        raw(',');
      }
      first = false;
      text(member.getKey());
      raw(':');
      value(member.getValue());
    }
    raw('}');
  }

  /// Writes a character that needs an escape or several bytes; returns how many chars it took.
  private int unusual(String value, int at, char c) {
    if (c < 0x80) {
      escape(c);
      return 1;
    }
    if (c < 0x800) {
      bytes[size++] = (byte) (0xc0 | (c >> 6));
      bytes[size++] = (byte) (0x80 | (c & 0x3f));
      return 1;
    }
    if (Character.isHighSurrogate(c)
        && at + 1 < value.length()
        && Character.isLowSurrogate(value.charAt(at + 1))) {
      int point = Character.toCodePoint(c, value.charAt(at + 1));
      bytes[size++] = (byte) (0xf0 | (point >> 18));
      bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
      bytes[size++] = (byte) (0x80 | (point & 0x3f));
      return 2;
    }
    char whole = Character.isSurrogate(c) ? '\ufffd' : c;
    bytes[size++] = (byte) (0xe0 | (whole >> 12));
    bytes[size++] = (byte) (0x80 | ((whole >> 6) & 0x3f));
    bytes[size++] = (byte) (0x80 | (whole & 0x3f));
    return 1;
  }

  private void escape(char c) {
    bytes[size++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[size++] = (byte) c;
      case '\n' -> bytes[size++] = 'n';
      case '\r' -> bytes[size++] = 'r';
      case '\t' -> bytes[size++] = 't';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xf];
      }
    }
  }

  private static int digits(long value) {
    int count = 1;
    long left = value;
    while (left >= 10) {
      left /= 10;
      count++;
    }
    return count;
  }

  private void room(long more) {
    long needed = size + more;
    if (needed > bytes.length) {
      if (needed > SIZE_MAX) {
        throw new IllegalStateException("a JSON text of more than " + SIZE_MAX + " bytes");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(SIZE_MAX, Math.max(needed, bytes.length * 2L)));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
