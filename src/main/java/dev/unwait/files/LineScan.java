package dev.unwait.files;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the lines that a pattern matches in the bytes of one file after the other. For one thread.
final class LineScan {
  private static final int TEXT_CHARS_MAX = 500;
  private static final int LEAD_CHARS = 100;
  private static final int NONE = Integer.MAX_VALUE;

  /// Where a line lies.
  private record Line(int start, int end, int match) {}

  private final int context;
  private final Clock clock;
  private final Needle[] needles;
  private final int[] ahead;
  private final @Nullable Matcher matcher;
  private byte[] bytes = new byte[0];
  private int length;

  LineScan(LinePattern pattern, int context, Clock clock) {
    this.context = context;
    this.clock = clock;
    needles = pattern.needles().toArray(Needle[]::new);
    ahead = new int[needles.length];
    Pattern expression = pattern.expression();
    matcher = expression == null ? null : expression.matcher("");
  }

  /// Looks through a file; a binary file holds nothing.
  ///
  /// @param linesMax how many matching lines to keep; all are counted
  Found scan(byte[] file, int size, int linesMax) {
    bytes = file;
    length = size;
    Arrays.fill(ahead, -1);
    int count = 0;
    var kept = new ArrayList<Line>();
    boolean probed = needles.length == 0;
    if (probed && Text.hasNul(bytes, length)) {
      return Found.NOTHING;
    }
    for (int from = 0; from < length; ) {
      Line line = next(from);
      if (line == null) {
        break;
      }
      if (!probed) {
        probed = true;
        if (Text.hasNul(bytes, length)) {
          return Found.NOTHING;
        }
      }
      count++;
      if (kept.size() < linesMax) {
        kept.add(line);
      }
      from = line.end() + 1;
    }
    return count == 0 ? Found.NOTHING : new Found(count, shown(kept));
  }

  /// The matching lines of a file.
  ///
  /// @param count how many there are
  record Found(int count, List<FileSearch.Lines> lines) {
    static final Found NOTHING = new Found(0, List.of());
  }

  private @Nullable Line next(int from) {
    int start = from;
    while (start < length) {
      int candidate = candidate(start);
      if (candidate == NONE || clock.isOver()) {
        return null;
      }
      int lineStart = lineStart(candidate, start);
      int end = lineEnd(candidate);
      int match = match(lineStart, end, candidate);
      if (match >= 0) {
        return new Line(lineStart, end, match);
      }
      start = end + 1;
    }
    return null;
  }

  /// The nearest place of a needle, or the next byte where there are no needles.
  private int candidate(int from) {
    if (needles.length == 0) {
      return from;
    }
    int nearest = NONE;
    for (int i = 0; i < needles.length; i++) {
      if (ahead[i] < from) {
        int found = needles[i].find(bytes, from, length);
        ahead[i] = found < 0 ? NONE : found;
      }
      nearest = Math.min(nearest, ahead[i]);
    }
    return nearest;
  }

  private int lineStart(int at, int limit) {
    int start = at;
    while (start > limit && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private int lineEnd(int at) {
    int end = at;
    while (end < length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  /// The place of the match in a line, counted in bytes for a needle and in characters for an
  /// expression, or -1.
  private int match(int start, int end, int candidate) {
    if (matcher == null) {
      return candidate - start;
    }
    String text = text(start, end);
    matcher.reset(clock.watching(text));
    return matcher.find() ? matcher.start() : -1;
  }

  private String text(int start, int end) {
    int stop = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
  }

  private List<FileSearch.Lines> shown(List<Line> kept) {
    var shown = new ArrayList<FileSearch.Lines>(kept.size());
    int counted = 0;
    int number = 1;
    for (Line line : kept) {
      number += Lines.feeds(bytes, counted, line.start());
      counted = line.start();
      shown.add(
          new FileSearch.Lines(
              number, cut(line.start(), line.end(), line.match()), before(line), after(line)));
    }
    return shown;
  }

  private List<String> before(Line line) {
    var lines = new ArrayList<String>();
    int start = line.start();
    for (int i = 0; i < context && start > 0; i++) {
      int end = start - 1;
      start = lineStart(end, 0);
      lines.addFirst(cut(start, end, 0));
    }
    return lines;
  }

  private List<String> after(Line line) {
    var lines = new ArrayList<String>();
    int end = line.end();
    for (int i = 0; i < context && end + 1 < length; i++) {
      int start = end + 1;
      end = lineEnd(start);
      lines.add(cut(start, end, 0));
    }
    return lines;
  }

  /// A line as it is shown: of a long one the part around the match.
  private String cut(int start, int end, int match) {
    if (end - start <= TEXT_CHARS_MAX) {
      return text(start, end);
    }
    // Four bytes at most make a character, so that this much is enough whichever is counted.
    int lead = Math.max(0, match - LEAD_CHARS);
    int from = matcher == null ? start + lead : start;
    while (from > start && (bytes[from] & 0xC0) == 0x80) {
      from--;
    }
    long most = from + 4L * ((matcher == null ? 0 : lead) + TEXT_CHARS_MAX);
    String text = text(from, (int) Math.min(end, most));
    int begin = matcher == null ? 0 : Math.min(lead, text.length());
    int stop = Math.min(text.length(), begin + TEXT_CHARS_MAX);
    String shown = text.substring(begin, stop);
    return (from + begin > start ? "…" : "")
        + shown
        + (stop < text.length() || most < end ? "…" : "");
  }
}
