package dev.unwait.branch;

/// How the state that a fork shows came about.
public enum Exactness {
  /// One instant of the parent, and nobody was disturbed.
  EXACT,
  /// One instant of the parent; a straggling writer there was cut off and gets EROFS.
  FENCED,
  /// The parent's changes were copied while they may have been written to, or this back end copies.
  COPIED
}
