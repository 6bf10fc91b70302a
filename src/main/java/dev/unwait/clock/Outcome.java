package dev.unwait.clock;

/// How a call ended.
public enum Outcome {
  OK,
  /// With an expected no.
  REFUSED,
  /// With an error that nobody expected.
  FAILED
}
