package dev.unwait.workspace;

import dev.unwait.branch.ProjectName;
import java.util.List;

/// What changed in the live tree since it was last read.
///
/// @param conflicts paths that changed in the trunk too; then nothing was taken
public record Refreshed(
    ProjectName project,
    long added,
    long modified,
    long deleted,
    List<Committed.Conflict> conflicts) {
  public Refreshed {
    conflicts = List.copyOf(conflicts);
  }
}
