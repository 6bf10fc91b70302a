package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import java.io.IOException;

/// Finds branches and holds them open.
public interface Branches {
  /// Understands `NAME` (where there is one project) or `PROJECT/NAME`.
  ///
  /// @throws dev.unwait.base.RefusalException if there is no such branch, or more than one
  BranchRef find(String name) throws IOException;

  /// Holds a branch open, in shared use.
  Pin pin(BranchRef branch) throws IOException;
}
