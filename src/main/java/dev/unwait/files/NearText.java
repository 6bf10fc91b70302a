package dev.unwait.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Says where a file comes nearest to a text that it does not hold.
final class NearText {
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final int LINES_NAMED_MAX = 3;
  private static final int LINE_CHARS_MAX = 400;
  private static final double LIKENESS_MIN = 0.6;

  private NearText() {}

  /// @return the rest of a sentence, empty where nothing is near
  static String describe(byte[] file, String old) {
    if (file.length > FILE_BYTES_MAX) {
      return "";
    }
    List<String> lines = trimmed(new String(file, StandardCharsets.UTF_8));
    List<String> wanted = trimmed(old.strip());
    if (wanted.isEmpty() || wanted.getFirst().isEmpty()) {
      return "";
    }
    var starts = new ArrayList<Integer>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(wanted.getFirst())) {
        starts.add(i);
      }
    }
    return starts.isEmpty() ? likeliest(lines, wanted.getFirst()) : same(lines, wanted, starts);
  }

  private static String same(List<String> lines, List<String> wanted, List<Integer> starts) {
    int best = starts.getFirst();
    int bestCount = 0;
    for (int start : starts) {
      int count = 0;
      while (count < wanted.size()
          && start + count < lines.size()
          && lines.get(start + count).equals(wanted.get(count))) {
        count++;
      }
      if (count > bestCount) {
        best = start;
        bestCount = count;
      }
    }
    return bestCount == wanted.size()
        ? "; from line %d on the text is the same but for white space".formatted(best + 1)
        : "; line %d begins like it, and line %d is the first that differs"
            .formatted(best + 1, best + bestCount + 1);
  }

  private static String likeliest(List<String> lines, String wanted) {
    record Near(int line, double likeness) {}
    Set<String> pairs = pairs(wanted);
    var near = new ArrayList<Near>();
    for (int i = 0; i < lines.size(); i++) {
      double likeness = likeness(pairs, pairs(lines.get(i)));
      if (likeness >= LIKENESS_MIN) {
        near.add(new Near(i + 1, likeness));
      }
    }
    if (near.isEmpty()) {
      return "";
    }
    return near.stream()
        .sorted((a, b) -> Double.compare(b.likeness(), a.likeness()))
        .limit(LINES_NAMED_MAX)
        .map(line -> Integer.toString(line.line()))
        .collect(Collectors.joining(", ", "; its first line is most like line ", ""));
  }

  private static double likeness(Set<String> a, Set<String> b) {
    long common = a.stream().filter(b::contains).count();
    return a.isEmpty() || b.isEmpty() ? 0 : 2.0 * common / (a.size() + b.size());
  }

  private static Set<String> pairs(String line) {
    var pairs = new HashSet<String>();
    for (int i = 0; i + 1 < Math.min(line.length(), LINE_CHARS_MAX); i++) {
      pairs.add(line.substring(i, i + 2));
    }
    return pairs;
  }

  private static List<String> trimmed(String text) {
    return Arrays.stream(text.split("\n", -1)).map(String::strip).toList();
  }
}
