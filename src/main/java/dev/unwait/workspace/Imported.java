package dev.unwait.workspace;

import dev.unwait.branch.ProjectName;
import java.util.List;

/// What an import or a refresh read.
///
/// @param skipped what was left out, each as `PATH: WHY`, at most {@link #LISTED_MAX} of them
public record Imported(
    ProjectName project,
    long files,
    long directories,
    long symlinks,
    long bytes,
    long reflinked,
    List<String> skipped,
    long skippedCount) {
  public static final int LISTED_MAX = 20;

  public Imported {
    skipped = List.copyOf(skipped);
  }
}
