package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.LiveTree;
import java.io.IOException;

/// A pin that holds the shared lock of its branch.
final class SharedPin implements Pin {
  private final Node node;
  private final LiveTree tree;
  private final String path;
  private final Backend backend;

  SharedPin(Node node, LiveTree tree, String path, Backend backend) {
    this.node = node;
    this.tree = tree;
    this.path = path;
    this.backend = backend;
  }

  @Override
  public BranchRef branch() {
    return node.branch().ref();
  }

  @Override
  public LiveTree tree() {
    return tree;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void attach(Attachment attachment) throws IOException {
    backend.show(tree, attachment.place());
    node.attachments().add(attachment);
  }

  @Override
  public void detach(Attachment attachment) {
    node.attachments().remove(attachment);
  }

  @Override
  public void close() {
    node.lock.readLock().unlock();
  }
}
