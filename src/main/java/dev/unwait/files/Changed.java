package dev.unwait.files;

import org.jspecify.annotations.Nullable;

/// A path that an edit has changed.
///
/// @param sha256 of the new content; null where there is none, or for a directory
public record Changed(String path, Kind kind, @Nullable String sha256) {
  /// How it was changed.
  public enum Kind {
    CREATED,
    MODIFIED,
    DELETED,
    /// What was elsewhere is now here.
    RENAMED
  }
}
