package dev.unwait.files;

import dev.unwait.linux.Stat;
import org.jspecify.annotations.Nullable;

/// What is at a path of a branch while an edit is drafted.
sealed interface Node {
  record Absent() implements Node {}

  record Directory() implements Node {}

  /// A link, socket, device or pipe.
  ///
  /// @param what in words
  record Other(String what) implements Node {}

  /// A regular file.
  ///
  /// @param bytes its content; null while it has not been read
  /// @param origin where it was in the tree at first; null for one made by the request
  /// @param stat what it was when it was looked at; null once the request has replaced it
  /// @param fresh whether the tree holds no such file yet at that point
  @SuppressWarnings("ArrayRecordComponent") // A carrier; nobody compares files.
  record File(
      byte @Nullable [] bytes, @Nullable BranchPath origin, @Nullable Stat stat, boolean fresh)
      implements Node {}
}
