package dev.unwait.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// A shell pattern compared with a whole text: `*`, `**`, `?`, `[...]` and `\`, as in gitignore(5).
///
/// All ways to match are followed at once, so that no pattern takes longer than its length times
/// the text's.
final class Wildcard {
  private static final Map<String, IntPredicate> CLASSES =
      Map.ofEntries(
          Map.entry("alnum", c -> isAscii(c) && Character.isLetterOrDigit(c)),
          Map.entry("alpha", c -> isAscii(c) && Character.isLetter(c)),
          Map.entry("blank", c -> c == ' ' || c == '\t'),
          Map.entry("cntrl", c -> c < ' ' || c == 0x7F),
          Map.entry("digit", c -> c >= '0' && c <= '9'),
          Map.entry("graph", c -> c > ' ' && c < 0x7F),
          Map.entry("lower", c -> c >= 'a' && c <= 'z'),
          Map.entry("print", c -> c >= ' ' && c < 0x7F),
          Map.entry("punct", c -> c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c)),
          Map.entry("space", c -> c == ' ' || (c >= '\t' && c <= '\r')),
          Map.entry("upper", c -> c >= 'A' && c <= 'Z'),
          Map.entry("xdigit", c -> isAscii(c) && Character.digit(c, 16) >= 0));

  /// A part of a pattern.
  private sealed interface Part {
    /// One character.
    record One(IntPredicate test) implements Part {}

    /// Any number of characters.
    record Many(boolean slashes) implements Part {}

    /// Nothing, or anything that ends in a slash; stands before its {@link Inside}.
    record Folders() implements Part {}

    /// What follows the first character of {@link Folders}.
    record Inside() implements Part {}
  }

  private final Part[] parts;
  private final boolean possible;

  private Wildcard(List<Part> parts, boolean possible) {
    this.parts = parts.toArray(Part[]::new);
    this.possible = possible;
  }

  /// A pattern for a name without slashes; there is no difference between `*` and `**`.
  static Wildcard ofName(String pattern) {
    return new Parser(pattern, false).parse();
  }

  /// A pattern for a path, of which only `**` between slashes crosses slashes.
  static Wildcard ofPath(String pattern) {
    return new Parser(pattern, true).parse();
  }

  boolean matches(String text) {
    if (!possible) {
      return false;
    }
    boolean[] now = new boolean[parts.length + 1];
    enter(now, 0);
    for (int i = 0; i < text.length(); i++) {
      boolean[] next = new boolean[parts.length + 1];
      boolean any = false;
      for (int p = 0; p < parts.length; p++) {
        any |= now[p] && step(next, p, text.charAt(i));
      }
      if (!any) {
        return false;
      }
      now = next;
    }
    return now[parts.length];
  }

  private boolean step(boolean[] next, int p, char c) {
    return switch (parts[p]) {
      case Part.One(var test) -> test.test(c) && enter(next, p + 1);
      case Part.Many(boolean slashes) -> (slashes || c != '/') && enter(next, p);
      case Part.Folders _ -> stepFolders(next, p + 1, c);
      case Part.Inside _ -> stepFolders(next, p, c);
    };
  }

  private boolean stepFolders(boolean[] next, int inside, char c) {
    next[inside] = true;
    return c != '/' || enter(next, inside + 1);
  }

  /// Marks a place, and those that can be reached from it without a character.
  private boolean enter(boolean[] places, int place) {
    int p = place;
    while (true) {
      places[p] = true;
      if (p < parts.length && parts[p] instanceof Part.Many) {
        p++;
      } else if (p < parts.length && parts[p] instanceof Part.Folders) {
        p += 2;
      } else {
        return true;
      }
    }
  }

  private static boolean isAscii(int c) {
    return c < 0x80;
  }

  /// Whether a character of a pattern means more than itself.
  static boolean isSpecial(char c) {
    return c == '*' || c == '?' || c == '[' || c == '\\';
  }

  private static final class Parser {
    private final String pattern;
    private final boolean path;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    private boolean possible = true;

    Parser(String pattern, boolean path) {
      this.pattern = pattern;
      this.path = path;
    }

    Wildcard parse() {
      while (at < pattern.length() && possible) {
        char c = pattern.charAt(at++);
        switch (c) {
          case '*' -> stars();
          case '?' -> one(x -> !path || x != '/');
          case '[' -> bracket();
          case '\\' -> escaped();
          default -> one(x -> x == c);
        }
      }
      return new Wildcard(parts, possible);
    }

    private void one(IntPredicate test) {
      parts.add(new Part.One(test));
    }

    private void escaped() {
      if (at == pattern.length()) {
        possible = false;
        return;
      }
      char c = pattern.charAt(at++);
      one(x -> x == c);
    }

    private void stars() {
      int first = at - 1;
      while (at < pattern.length() && pattern.charAt(at) == '*') {
        at++;
      }
      boolean twice = at - first > 1;
      boolean begins = first == 0 || pattern.charAt(first - 1) == '/';
      boolean ends = at == pattern.length() || pattern.charAt(at) == '/';
      if (!path) {
        parts.add(new Part.Many(true));
      } else if (!twice || !begins || !ends) {
        parts.add(new Part.Many(false));
      } else if (at == pattern.length()) {
        parts.add(new Part.Many(true));
      } else {
        at++;
        parts.add(new Part.Folders());
        parts.add(new Part.Inside());
      }
    }

    private void bracket() {
      boolean negated = at < pattern.length() && "!^".indexOf(pattern.charAt(at)) >= 0;
      if (negated) {
        at++;
      }
      IntPredicate any = _ -> false;
      int start = at;
      while (true) {
        if (at >= pattern.length()) {
          possible = false;
          return;
        }
        if (pattern.charAt(at) == ']' && at > start) {
          at++;
          break;
        }
        any = any.or(bracketItem());
      }
      IntPredicate inside = any;
      one(c -> inside.test(c) != negated && (!path || c != '/'));
    }

    private IntPredicate bracketItem() {
      if (pattern.startsWith("[:", at)) {
        int end = pattern.indexOf(":]", at + 2);
        if (end >= 0) {
          var named = CLASSES.get(pattern.substring(at + 2, end));
          at = end + 2;
          possible &= named != null;
          return named == null ? _ -> false : named;
        }
      }
      char low = bracketCharacter();
      boolean range =
          at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
      if (!range) {
        return c -> c == low;
      }
      at++;
      char high = bracketCharacter();
      return c -> c >= low && c <= high;
    }

    private char bracketCharacter() {
      if (pattern.charAt(at) == '\\' && at + 1 < pattern.length()) {
        at++;
      }
      return pattern.charAt(at++);
    }
  }
}
