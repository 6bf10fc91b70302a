package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings branches out of Unwait.
final class Applying {
  Applying(
      Path folder, Linux linux, Forest forest, Trees trees, Reading reading, Importing importing) {}

  Applied applyTo(BranchRef branch, @Nullable Path to, Progress progress) throws IOException {
    throw new IOException("apply " + branch + " to " + to);
  }

  Applied undo(Path to) throws IOException {
    throw new IOException("undo apply to " + to);
  }

  Applied asCommit(BranchRef branch, String gitBranch, @Nullable Path repository, String message)
      throws IOException {
    throw new IOException("apply " + branch + " as " + gitBranch);
  }

  List<String> recover() {
    return List.of();
  }
}
