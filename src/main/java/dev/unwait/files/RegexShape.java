package dev.unwait.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What can be told of a regular expression by its text alone: texts of which one must occur in
/// whatever it matches, and how large it becomes with its repetitions written out.
///
/// Where the expression is not understood, nothing is required, which is always right.
final class RegexShape {
  private static final int ALTERNATIVES_MAX = 8;
  private static final int DEPTH_MAX = 100;
  private static final long SIZE_MAX = Long.MAX_VALUE / 4096;

  /// Of a part of the expression: one of these texts must occur; null if nothing is known.
  private record Need(@Nullable List<String> texts, long size) {}

  private final String regex;
  private final boolean anyCase;
  private int at;
  private int depth;
  private boolean tooDeep;

  private RegexShape(String regex, boolean anyCase) {
    this.regex = regex;
    this.anyCase = anyCase;
  }

  /// @param required texts of which one must occur in a line that matches; empty if none is known
  /// @param anyCase whether ASCII letters of these texts may occur in either case
  /// @param size how many characters and classes it has, with its repetitions written out
  record Shape(List<String> required, boolean anyCase, long size, boolean tooDeep) {}

  static Shape of(String regex, boolean ignoreCase) {
    boolean anyCase = ignoreCase || setsIgnoreCase(regex);
    if (regex.contains("\\Q")) {
      return new Shape(List.of(), anyCase, regex.length(), false);
    }
    var parser = new RegexShape(regex, anyCase);
    Need need = parser.alternatives();
    boolean whole = parser.at >= regex.length();
    List<String> texts = need.texts();
    return new Shape(
        whole && texts != null ? texts : List.of(), anyCase, need.size(), parser.tooDeep);
  }

  private static boolean setsIgnoreCase(String regex) {
    for (int i = regex.indexOf("(?"); i >= 0; i = regex.indexOf("(?", i + 1)) {
      for (int j = i + 2; j < regex.length() && Character.isLetter(regex.charAt(j)); j++) {
        if (regex.charAt(j) == 'i') {
          return true;
        }
      }
    }
    return false;
  }

  private Need alternatives() {
    var texts = new ArrayList<String>();
    boolean known = true;
    long size = 0;
    while (true) {
      Need branch = sequence();
      size = Math.min(SIZE_MAX, size + branch.size());
      List<String> more = branch.texts();
      known &= more != null;
      if (more != null) {
        texts.addAll(more);
      }
      if (at >= regex.length() || regex.charAt(at) != '|') {
        return new Need(known && texts.size() <= ALTERNATIVES_MAX ? texts : null, size);
      }
      at++;
    }
  }

  /// Atoms one after the other, up to a `|` or a `)` that closes more than it opened.
  private Need sequence() {
    var run = new StringBuilder();
    var found = new ArrayList<List<String>>();
    long size = 0;
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      int literal = -1;
      Need inner = null;
      char c = regex.charAt(at++);
      switch (c) {
        case '(' -> inner = group();
        case '[' -> skipClass();
        case '\\' -> literal = escape();
        case '.', '^', '$' -> {}
        default -> literal = literalAt(c);
      }
      Repeat repeat = repeat();
      long once = inner == null ? 1 : inner.size();
      size = Math.min(SIZE_MAX, size + once * repeat.most());
      if (literal >= 0 && repeat.least() > 0 && isExact(literal)) {
        run.appendCodePoint(literal);
      }
      if (literal < 0 || !repeat.isOnce() || !isExact(literal)) {
        end(run, found);
      }
      if (inner != null && inner.texts() != null && repeat.least() > 0) {
        found.add(inner.texts());
      }
    }
    end(run, found);
    return new Need(best(found), size);
  }

  private int literalAt(char c) {
    boolean pair = Character.isHighSurrogate(c) && at < regex.length();
    return pair ? Character.toCodePoint(c, regex.charAt(at++)) : c;
  }

  /// Whether a character has no other forms than those that a needle without case knows: the Kelvin
  /// sign is a k, and the long s an s.
  private boolean isExact(int c) {
    boolean otherForms = c >= 0x80 || "kKsS".indexOf(c) >= 0;
    return c != '\n' && !(anyCase && otherForms);
  }

  private static void end(StringBuilder run, List<List<String>> found) {
    if (!run.isEmpty()) {
      found.add(List.of(run.toString()));
      run.setLength(0);
    }
  }

  /// The choice whose shortest text is longest.
  private static @Nullable List<String> best(List<List<String>> found) {
    return found.stream()
        .max(
            Comparator.comparingInt(
                texts -> texts.stream().mapToInt(String::length).min().orElse(0)))
        .orElse(null);
  }

  private Need group() {
    if (regex.startsWith("?", at)) {
      int end = at + 1;
      if (regex.startsWith("P<", end) || regex.startsWith("<", end)) {
        end = regex.indexOf('>', end);
        end = end < 0 ? regex.length() : end;
      } else {
        while (end < regex.length() && ":)".indexOf(regex.charAt(end)) < 0) {
          end++;
        }
      }
      at = Math.min(regex.length(), end);
      if (regex.startsWith(")", at)) {
        at++;
        return new Need(null, 0); // Flags alone.
      }
      at++;
    }
    depth++;
    if (depth > DEPTH_MAX) {
      tooDeep = true;
      at = regex.length();
      return new Need(null, 0);
    }
    Need inner = alternatives();
    depth--;
    at++; // The parenthesis.
    return inner;
  }

  private void skipClass() {
    if (regex.startsWith("^", at)) {
      at++;
    }
    int start = at;
    while (at < regex.length() && (regex.charAt(at) != ']' || at == start)) {
      int named = regex.startsWith("[:", at) ? regex.indexOf(":]", at) : -1;
      if (named > 0) {
        at = named + 2;
      } else {
        at += regex.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }

  /// @return the character that an escape stands for, or -1
  private int escape() {
    if (at >= regex.length()) {
      return -1;
    }
    char c = regex.charAt(at++);
    if (c == 't') {
      return '\t';
    }
    if (c < 0x80 && !Character.isLetterOrDigit(c)) {
      return c;
    }
    if ("xpP".indexOf(c) >= 0 && regex.startsWith("{", at)) {
      int end = regex.indexOf('}', at);
      at = end < 0 ? regex.length() : end + 1;
    } else if (c == 'x') {
      at += 2;
    } else if (c == 'p' || c == 'P') {
      at++;
    } else if (Character.isDigit(c)) {
      while (at < regex.length() && Character.isDigit(regex.charAt(at))) {
        at++;
      }
    }
    return -1;
  }

  private record Repeat(int least, int most, boolean isOnce) {}

  private Repeat repeat() {
    if (at >= regex.length()) {
      return new Repeat(1, 1, true);
    }
    Repeat repeat =
        switch (regex.charAt(at)) {
          case '*', '?' -> new Repeat(0, 1, false);
          case '+' -> new Repeat(1, 1, false);
          case '{' -> counted();
          default -> new Repeat(1, 1, true);
        };
    if (!repeat.isOnce()) {
      at += regex.charAt(at) == '{' ? regex.indexOf('}', at) - at + 1 : 1;
      if (regex.startsWith("?", at)) {
        at++;
      }
    }
    return repeat;
  }

  /// `{n}`, `{n,}` or `{n,m}`; anything else is no repetition but text.
  private Repeat counted() {
    int end = regex.indexOf('}', at);
    String body = end < 0 ? "" : regex.substring(at + 1, end).toLowerCase(Locale.ROOT);
    if (!body.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
      return new Repeat(1, 1, true);
    }
    String[] bounds = body.split(",", -1);
    int least = Integer.parseInt(bounds[0]);
    boolean open = bounds.length == 1 || bounds[1].isEmpty();
    int most = Math.max(least, open ? least : Integer.parseInt(bounds[1]));
    return new Repeat(least, Math.max(1, most), false);
  }
}
