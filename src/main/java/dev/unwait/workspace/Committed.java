package dev.unwait.workspace;

import java.util.List;

/// What came of folding changes into a branch.
public sealed interface Committed {
  /// All of them are in.
  ///
  /// @param files how many files changed there
  /// @param generation how often that branch has moved by now
  record Done(int files, long generation) implements Committed {}

  /// None of them is in.
  record Conflicted(List<Conflict> conflicts) implements Committed {
    public Conflicted {
      conflicts = List.copyOf(conflicts);
    }
  }

  /// A path that cannot be merged, and why.
  record Conflict(String path, String kind) {
    static Conflict of(dev.unwait.delta.Conflict conflict) {
      return new Conflict(conflict.path(), conflict.kind().word());
    }
  }
}
