package dev.unwait.workspace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one tree differs from another.
///
/// @param gitFiles how many paths in Git's own folders differ; they are not among the files
/// @param patch unified, as `git apply` takes it; empty where none was asked for
/// @param truncated whether the patch lacks files because it would have become too large
public record Compared(List<File> files, int gitFiles, String patch, boolean truncated) {
  public Compared {
    files = List.copyOf(files);
  }

  /// One path that differs.
  ///
  /// @param status `added`, `modified`, `deleted`, `renamed`, `mode` or `type`
  /// @param added lines added; 0 if binary
  /// @param size the new size of a binary file; null for text
  /// @param sha256 the new digest of a binary file; null for text and deleted files
  public record File(
      String path,
      String status,
      @Nullable String renamedFrom,
      int added,
      int removed,
      @Nullable Long size,
      @Nullable String sha256) {}
}
