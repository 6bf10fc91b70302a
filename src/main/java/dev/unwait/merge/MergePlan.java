package dev.unwait.merge;

import dev.unwait.delta.Change;
import dev.unwait.delta.Conflict;
import dev.unwait.delta.Edit;
import java.io.IOException;
import java.util.List;

/// What has to be done to the parent so that it holds the changes of its child, too; or why that
/// cannot be.
///
/// @param edits sorted by path; of no use where there are conflicts
public record MergePlan(List<Edit> edits, List<Conflict> conflicts) {
  public MergePlan {
    edits = List.copyOf(edits);
    conflicts = List.copyOf(conflicts);
  }

  public boolean isClean() {
    return conflicts.isEmpty();
  }

  /// Decides path by path.
  ///
  /// @param child what the child changed since the fork, and parent what the parent did: complete,
  ///   directories included, without renames
  static MergePlan of(List<Change> child, List<Change> parent, Contents contents)
      throws IOException {
    return new Planner(child, parent, contents).plan();
  }
}
