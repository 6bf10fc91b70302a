package dev.unwait.linux;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// File names as text without loss: UTF-8, with each byte that is not valid UTF-8 kept as a lone
/// surrogate `U+DC80..U+DCFF` (the "surrogateescape" of Python's PEP 383).
public final class Names {
  private static final int ESCAPE = 0xDC00;

  private Names() {}

  public static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return decodeEscaped(bytes);
    }
  }

  private static String decodeEscaped(byte[] bytes) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    while (in.hasRemaining()) {
      var result = decoder.decode(in, out, true);
      if (result.isError()) {
        for (int i = 0; i < result.length(); i++) {
          out.put((char) (ESCAPE | (in.get() & 0xFF)));
        }
      }
      decoder.reset();
    }
    return out.flip().toString();
  }

  public static byte[] encode(String name) {
    int escaped = indexOfEscape(name, 0);
    if (escaped < 0) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    byte[] out = new byte[name.length() * 3];
    int length = 0;
    int from = 0;
    while (escaped >= 0) {
      byte[] plain = name.substring(from, escaped).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(plain, 0, out, length, plain.length);
      length += plain.length;
      out[length++] = (byte) name.charAt(escaped);
      from = escaped + 1;
      escaped = indexOfEscape(name, from);
    }
    byte[] plain = name.substring(from).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(plain, 0, out, length, plain.length);
    return Arrays.copyOf(out, length + plain.length);
  }

  /// A low surrogate that no high one comes before stands for a byte.
  private static int indexOfEscape(String name, int from) {
    for (int i = from; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isHighSurrogate(c)) {
        i++;
      } else if (c >= 0xDC80 && c <= 0xDCFF) {
        return i;
      }
    }
    return -1;
  }
}
