package dev.unwait.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What a file's bytes tell about its text: whether it is any, and where its lines end.
final class Text {
  static final int BINARY_PROBE_BYTES = 8 * 1024;
  private static final int BOM_BYTES = 3;

  private Text() {}

  /// Whether there is a NUL byte near the beginning: the test of Git and grep.
  static boolean hasNul(byte[] bytes, int length) {
    for (int i = 0, n = Math.min(length, BINARY_PROBE_BYTES); i < n; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  static boolean isUtf8(byte[] bytes, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  static boolean hasBom(byte[] bytes) {
    return bytes.length >= BOM_BYTES
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /// Whether most line ends are a carriage return and a line feed.
  static boolean usesCrLf(byte[] bytes) {
    int both = 0;
    int all = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        all++;
        if (i > 0 && bytes[i - 1] == '\r') {
          both++;
        }
      }
    }
    return both > all - both;
  }

  /// The text with each line end written as a carriage return and a line feed.
  static String withCrLf(String text) {
    return text.replace("\r\n", "\n").replace("\n", "\r\n");
  }
}
