package dev.unwait.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.unwait.base.RefusalException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a line must hold: a text, or something that a regular expression matches.
///
/// @param needles texts of which one is in each line that matches; empty if none is known
/// @param expression decides on a line; null where holding a needle is enough
record LinePattern(List<Needle> needles, @Nullable Pattern expression) {
  private static final int LENGTH_MAX = 4_096;
  private static final long SIZE_MAX = 10_000;

  static LinePattern parse(String pattern, boolean regex, boolean ignoreCase)
      throws RefusalException {
    if (pattern.isEmpty() || pattern.length() > LENGTH_MAX) {
      throw refused(pattern, pattern.isEmpty() ? "it is empty" : "it is too long", "");
    }
    if (pattern.indexOf('\n') >= 0) {
      throw refused(pattern, "it holds a line feed, and lines are searched one by one", "");
    }
    return regex ? ofRegex(pattern, ignoreCase) : ofText(pattern, ignoreCase);
  }

  private static LinePattern ofText(String text, boolean ignoreCase) throws RefusalException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!ignoreCase) {
      return new LinePattern(List.of(Needle.exact(bytes)), null);
    }
    return ofRegex(Pattern.quote(text), true);
  }

  private static LinePattern ofRegex(String regex, boolean ignoreCase) throws RefusalException {
    RegexShape.Shape shape = RegexShape.of(regex, ignoreCase);
    if (shape.tooDeep() || shape.size() > SIZE_MAX) {
      throw refused(regex, "it is too large with its repetitions written out", "");
    }
    try {
      Pattern expression = Pattern.compile(regex, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
      return new LinePattern(needles(shape), expression);
    } catch (PatternSyntaxException e) {
      throw refused(
          regex,
          "the regular expression is wrong: " + e.getDescription(),
          "The syntax is that of RE2, without look-around and back references");
    }
  }

  private static List<Needle> needles(RegexShape.Shape shape) {
    return shape.required().stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> shape.anyCase() ? Needle.anyCase(bytes) : Needle.exact(bytes))
        .toList();
  }

  private static RefusalException refused(String pattern, String why, String next) {
    String shown = pattern.length() > 100 ? pattern.substring(0, 100) + "…" : pattern;
    return RefusalException.invalid("search for \"" + shown + "\"", why, next);
  }
}
