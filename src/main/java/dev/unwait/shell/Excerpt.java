package dev.unwait.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The beginning and the end of what was printed to a stream.
///
/// @param tail empty if the head is all
/// @param total the bytes printed
@SuppressWarnings("ArrayRecordComponent") // A carrier; nobody compares excerpts.
public record Excerpt(byte[] head, byte[] tail, long total) {
  public long omitted() {
    return total - head.length - tail.length;
  }

  /// Whether the bytes, as far as they are here, are text in UTF-8.
  public boolean utf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(joined()));
      return true;
    } catch (CharacterCodingException e) {
      return omitted() > 0 && text().indexOf('\uFFFD') < 0;
    }
  }

  /// Head and tail as text, with a line between that says how much is left out; bytes that are not
  /// UTF-8 show as U+FFFD.
  public String text() {
    if (omitted() == 0) {
      return new String(joined(), StandardCharsets.UTF_8);
    }
    return new String(head, StandardCharsets.UTF_8)
        + "\n[... "
        + omitted()
        + " bytes left out ...]\n"
        + new String(tail, StandardCharsets.UTF_8);
  }

  /// Head and tail as they were printed, with nothing between.
  public byte[] bytes() {
    return joined().clone();
  }

  private byte[] joined() {
    if (tail.length == 0) {
      return head;
    }
    byte[] all = java.util.Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
