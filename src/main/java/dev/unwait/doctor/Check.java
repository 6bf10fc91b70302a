package dev.unwait.doctor;

/// One thing that Unwait wants of the machine, and how it stands.
///
/// @param detail what was found; one sentence or a figure
/// @param next what to do about it; empty where nothing need be done
public record Check(String name, State state, String detail, String next) {

  /// How it stands.
  public enum State {
    OK,
    /// It works in a lesser way, which the detail names.
    DEGRADED,
    /// It does not work.
    MISSING
  }

  static Check ok(String name, String detail) {
    return new Check(name, State.OK, detail, "");
  }

  static Check degraded(String name, String detail, String next) {
    return new Check(name, State.DEGRADED, detail, next);
  }

  static Check missing(String name, String detail, String next) {
    return new Check(name, State.MISSING, detail, next);
  }
}
