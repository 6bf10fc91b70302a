package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import java.util.List;

/// The branches that a fork made.
///
/// @param path where each appears to commands
public record Forked(List<BranchRef> branches, String path, Exactness exactness) {
  public Forked {
    branches = List.copyOf(branches);
  }
}
