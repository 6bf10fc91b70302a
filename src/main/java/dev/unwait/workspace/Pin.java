package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import dev.unwait.overlay.LiveTree;
import java.io.IOException;
import java.util.Optional;

/// A branch held open, in shared use: while it is held the tree is not exchanged. Hold it briefly.
public interface Pin extends AutoCloseable {
  BranchRef branch();

  LiveTree tree();

  /// The path at which the branch is shown to commands: the one that the project was imported from.
  String path();

  /// The frozen tree that the branch shares with others, if the branch does not differ from it too
  /// much for that to be of use, and if the back end knows.
  ///
  /// @param changedMax how many paths may differ
  Optional<Ground> ground(int changedMax) throws IOException;

  /// Shows the branch at the attachment's place now, and keeps it shown through every exchange.
  void attach(Attachment attachment) throws IOException;

  /// Forgets an attachment; its place is gone or about to go.
  void detach(Attachment attachment);

  @Override
  void close();
}
