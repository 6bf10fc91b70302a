package dev.unwait.workspace;

import java.util.List;

/// What came of bringing a branch out of Unwait.
public sealed interface Applied {
  /// Files were written, or put back.
  ///
  /// @param paths what was written or deleted
  /// @param where the tree, or the repository and its new branch
  /// @param notes what a person should know besides, a sentence each
  record Done(List<String> paths, String where, List<String> notes) implements Applied {
    public Done {
      paths = List.copyOf(paths);
      notes = List.copyOf(notes);
    }
  }

  /// The tree had moved; nothing was written.
  record Conflicted(List<Committed.Conflict> conflicts) implements Applied {
    public Conflicted {
      conflicts = List.copyOf(conflicts);
    }
  }
}
