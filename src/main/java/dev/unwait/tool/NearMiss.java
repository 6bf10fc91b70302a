package dev.unwait.tool;

import java.util.Collection;
import java.util.Optional;

/// Finds the name that somebody probably meant.
final class NearMiss {
  private static final int DISTANCE_MAX = 3;
  private static final int SHOWN_MAX = 60;

  private NearMiss() {}

  /// `; did you mean "x"?`, or nothing.
  static String hint(String name, Collection<String> known) {
    return of(name, known).map(near -> "; did you mean \"" + near + "\"?").orElse("");
  }

  static Optional<String> of(String name, Collection<String> known) {
    String wanted = shorten(name);
    String best = null;
    int least = Math.min(DISTANCE_MAX, Math.max(1, wanted.length() / 2)) + 1;
    for (var candidate : known) {
      int distance = distance(plain(wanted), plain(candidate));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /// A name cut to what a message can bear.
  static String shorten(String name) {
    return name.length() <= SHOWN_MAX ? name : name.substring(0, SHOWN_MAX) + "…";
  }

  /// Camel case, dashes and capitals are the usual slips, and cost nothing.
  private static String plain(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replace("-", "").replace("_", "");
  }

  /// Levenshtein's distance, in one row.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
