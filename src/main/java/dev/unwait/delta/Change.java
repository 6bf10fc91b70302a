package dev.unwait.delta;

import org.jspecify.annotations.Nullable;

/// One path that differs between two trees.
///
/// @param before what stood there; of a renamed file, what stood at its old path; null if nothing
/// @param after what stands there now; null if nothing
/// @param renamedFrom the old path of a renamed file; else null
public record Change(
    String path,
    Status status,
    @Nullable Node before,
    @Nullable Node after,
    @Nullable String renamedFrom) {

  static Change added(String path, Node after) {
    return new Change(path, Status.ADDED, null, after, null);
  }

  static Change deleted(String path, Node before) {
    return new Change(path, Status.DELETED, before, null, null);
  }

  static Change of(String path, Status status, Node before, Node after) {
    return new Change(path, status, before, after, null);
  }

  /// Whether all that it is about are directories.
  public boolean isDirectory() {
    return (before == null || before.isDirectory()) && (after == null || after.isDirectory());
  }
}
