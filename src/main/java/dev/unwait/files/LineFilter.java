package dev.unwait.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.unwait.base.RefusalException;
import java.util.function.Predicate;

/// Tells which lines hold what a regular expression matches, in time linear in their length.
public final class LineFilter {
  private static final int LENGTH_MAX = 4_096;

  private LineFilter() {}

  public static Predicate<String> of(String regex) throws RefusalException {
    if (regex.length() > LENGTH_MAX) {
      throw RefusalException.limit(
          "grep", "the pattern has more than " + LENGTH_MAX + " characters", "Shorten it");
    }
    try {
      var pattern = Pattern.compile(regex);
      return line -> pattern.matcher(line).find();
    } catch (PatternSyntaxException e) {
      throw RefusalException.invalid(
          "grep \"" + regex + "\"",
          "it is no RE2 expression: " + e.getMessage(),
          "Quote it with \\Q");
    }
  }
}
