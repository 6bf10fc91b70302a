package dev.unwait.base;

/// Why something asked for was not done: what was attempted on what, why it failed, what to do
/// next.
///
/// @param kind what sort of no this is; doors turn it into exit codes, statuses and error codes
/// @param attempted what was attempted on what, such as `commit branch "fix-1" into "main"`
/// @param why the reason, one sentence
/// @param next what the caller can do about it, one sentence; empty if nothing
public record Refusal(Kind kind, String attempted, String why, String next) {

  /// The sorts of no.
  public enum Kind {
    /// The input itself is wrong: shape, range, or a contradiction.
    INVALID,
    /// What was named is not there.
    MISSING,
    /// The world has moved: a precondition no longer holds.
    CONFLICT,
    /// A bound was reached; the reason names it.
    LIMIT,
    /// This machine or this back end cannot do it.
    UNSUPPORTED,
    /// Not now: shutting down, busy beyond the bound, cancelled.
    UNAVAILABLE,
    /// The machine failed: an I/O error that no input explains.
    FAILED
  }

  /// The whole of it as one line of text.
  public String message() {
    return attempted + ": " + why + (next.isEmpty() ? "" : ". " + next);
  }
}
