package dev.unwait.output;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The lines taken for a page so far.
final class Taken {
  private final @Nullable Predicate<String> grep;
  private final int max;
  private final int lineMax;
  private final List<String> lines = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private boolean cut;
  private boolean replaced;

  Taken(PageRequest request, int lineMax) {
    this.grep = request.grep();
    this.max = request.lines();
    this.lineMax = lineMax;
  }

  boolean full() {
    return lines.size() >= max;
  }

  /// Looks at a line, without its end.
  void line(long number, byte[] bytes, int from, int to) {
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    int shown = Math.min(end, from + lineMax);
    String text = decode(bytes, from, shown);
    if (grep == null || grep.test(text)) {
      cut |= shown < end;
      lines.add(text);
      numbers.add(number);
    }
  }

  private String decode(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      replaced = true;
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
  }

  List<String> lines() {
    return lines;
  }

  List<Long> numbers() {
    return numbers;
  }

  List<String> notes() {
    var notes = new ArrayList<String>();
    if (cut) {
      notes.add("lines longer than " + lineMax + " bytes are cut off");
    }
    if (replaced) {
      notes.add("bytes that are not UTF-8 show as U+FFFD");
    }
    return notes;
  }
}
