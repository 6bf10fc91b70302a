package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import dev.unwait.overlay.LiveTree;

/// A branch held open, in shared use: while it is held the tree is not exchanged. Hold it briefly.
public interface Pin extends AutoCloseable {
  BranchRef branch();

  LiveTree tree();

  /// The path at which the branch is shown to commands: the one that the project was imported from.
  String path();

  /// Shows the branch at the attachment's place now, and keeps it shown through every exchange.
  void attach(Attachment attachment) throws java.io.IOException;

  /// Forgets an attachment; its place is gone or about to go.
  void detach(Attachment attachment);

  @Override
  void close();
}
