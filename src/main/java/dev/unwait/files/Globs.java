package dev.unwait.files;

import dev.unwait.base.RefusalException;
import java.util.ArrayList;
import java.util.List;

/// Which paths a search is about: those that any of the patterns takes, where there are patterns,
/// and none of those with a leading `!` does.
///
/// A pattern without a slash is compared with names, one with a slash with whole paths; what is
/// below a folder that matches, matches.
final class Globs {
  static final Globs ALL = new Globs(List.of(), List.of());
  private static final int ALTERNATIVES_MAX = 256;
  private static final int LENGTH_MAX = 1_000;

  private record Glob(boolean nameOnly, Wildcard wildcard) {
    boolean matches(String path, String name) {
      return wildcard.matches(nameOnly ? name : path);
    }
  }

  private final List<Glob> taken;
  private final List<Glob> excluded;

  private Globs(List<Glob> taken, List<Glob> excluded) {
    this.taken = List.copyOf(taken);
    this.excluded = List.copyOf(excluded);
  }

  static Globs parse(List<String> patterns) throws RefusalException {
    var taken = new ArrayList<Glob>();
    var excluded = new ArrayList<Glob>();
    for (String pattern : patterns) {
      boolean negative = pattern.startsWith("!");
      String body = negative ? pattern.substring(1) : pattern;
      if (body.isEmpty() || body.length() > LENGTH_MAX) {
        throw RefusalException.invalid(
            "search with the glob \"" + pattern + "\"",
            body.isEmpty() ? "it is empty" : "it is longer than " + LENGTH_MAX,
            "Write it like src/**/*.java");
      }
      for (String alternative : expand(body)) {
        (negative ? excluded : taken).add(glob(alternative));
      }
    }
    return new Globs(taken, excluded);
  }

  private static Glob glob(String pattern) {
    String path = pattern;
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    boolean nameOnly = path.indexOf('/') < 0;
    if (path.startsWith("./")) {
      path = path.substring(2);
    } else if (path.startsWith("/")) {
      path = path.substring(1);
    }
    return new Glob(nameOnly, nameOnly ? Wildcard.ofName(path) : Wildcard.ofPath(path));
  }

  /// A pattern for each choice out of the braces.
  static List<String> expand(String pattern) throws RefusalException {
    var done = new ArrayList<String>();
    var open = new ArrayList<>(List.of(pattern));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      int brace = openingBrace(next);
      int end = brace < 0 ? -1 : closingBrace(next, brace);
      if (end < 0) {
        done.add(next);
      } else {
        for (String choice : choices(next.substring(brace + 1, end))) {
          open.add(next.substring(0, brace) + choice + next.substring(end + 1));
        }
      }
      if (done.size() + open.size() > ALTERNATIVES_MAX) {
        throw RefusalException.limit(
            "search with the glob " + pattern,
            "its braces stand for more than " + ALTERNATIVES_MAX + " patterns",
            "Use several calls");
      }
    }
    return done;
  }

  private static int openingBrace(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.charAt(i) == '{' && closingBrace(pattern, i) > 0) {
        return i;
      }
    }
    return -1;
  }

  private static int closingBrace(String pattern, int opening) {
    int depth = 0;
    for (int i = opening; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> {
          depth--;
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static List<String> choices(String inside) {
    var choices = new ArrayList<String>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < inside.length(); i++) {
      switch (inside.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            choices.add(inside.substring(from, i));
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    choices.add(inside.substring(from));
    return choices;
  }

  /// Whether all below a folder is taken, unless it is excluded there.
  boolean takesAllBelow(BranchPath folder) {
    return taken.isEmpty() || matches(taken, folder);
  }

  boolean takes(BranchPath file) {
    return taken.isEmpty() || matches(taken, file);
  }

  boolean excludes(BranchPath path) {
    return !excluded.isEmpty() && matches(excluded, path);
  }

  /// Whether a file is taken, looking at all the folders above it too.
  boolean takesFrom(BranchPath file) {
    boolean takes = false;
    for (BranchPath path = file; !path.isRoot(); path = path.parent()) {
      if (excludes(path)) {
        return false;
      }
      takes |= takes(path);
    }
    return takes;
  }

  private static boolean matches(List<Glob> globs, BranchPath path) {
    String name = path.name();
    for (Glob glob : globs) {
      if (glob.matches(path.text(), name)) {
        return true;
      }
    }
    return false;
  }
}
