package dev.unwait.delta;

/// What happened to a path.
public enum Status {
  ADDED,
  /// Other content, or another target of a link; the mode may differ, too.
  MODIFIED,
  DELETED,
  /// Only the permission bits differ.
  MODE,
  /// It came from another path, perhaps with changes.
  RENAMED,
  /// Something of another kind stands there now.
  TYPE
}
