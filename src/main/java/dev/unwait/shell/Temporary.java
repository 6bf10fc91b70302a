package dev.unwait.shell;

import dev.unwait.branch.BranchRef;
import java.io.IOException;

/// The `/tmp` of each branch, private to it and shared by its shells.
@FunctionalInterface
interface Temporary {
  /// Shows it in the mount namespace, with the folders of the path in it if the path lies there.
  void show(BranchRef branch, int namespace, String path) throws IOException;
}
