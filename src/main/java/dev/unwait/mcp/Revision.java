package dev.unwait.mcp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A revision of the protocol that is served.
public enum Revision {
  /// Every request says all that is needed to serve it.
  STATELESS("2026-07-28"),
  /// A connection begins with `initialize`; older revisions are led here.
  INITIALIZED("2025-11-25");

  private final String date;

  Revision(String date) {
    this.date = date;
  }

  /// Its name on the wire.
  public String date() {
    return date;
  }

  /// The names of all, newest first.
  public static List<String> dates() {
    return Arrays.stream(values()).map(Revision::date).toList();
  }

  static Optional<Revision> of(String date) {
    return Arrays.stream(values()).filter(revision -> revision.date.equals(date)).findFirst();
  }
}
