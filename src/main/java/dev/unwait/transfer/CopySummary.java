package dev.unwait.transfer;

import java.util.List;

/// What a copy of a tree came to.
///
/// @param files regular files, second names of one counted each
/// @param bytes the sizes of all files that were copied or cloned
/// @param reflinked how many files share their blocks with the original
/// @param skipped what is not in the copy, or is there in an uncertain state, by path
/// @param manifest the stamps of the source as of this copy
public record CopySummary(
    long files,
    long directories,
    long symlinks,
    long bytes,
    long reflinked,
    List<Skipped> skipped,
    Manifest manifest) {
  public CopySummary {
    skipped = List.copyOf(skipped);
  }

  /// One path and why it was not copied, or that it never stood still.
  public record Skipped(String path, String why) {}
}
