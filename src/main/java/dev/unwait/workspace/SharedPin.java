package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import dev.unwait.delta.Touched;
import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.LiveTree;
import java.io.IOException;
import java.util.Optional;

/// A pin that holds the shared lock of its branch.
final class SharedPin implements Pin {
  private final Linux linux;
  private final Node node;
  private final LiveTree tree;
  private final String path;
  private final Backend backend;

  SharedPin(Linux linux, Node node, LiveTree tree, String path, Backend backend) {
    this.linux = linux;
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

  /// The base alone, which all branches of a project share, or where too much is above it, all that
  /// is frozen beneath this branch.
  @Override
  public Optional<Ground> ground(int changedMax) throws IOException {
    if (!backend.layered()) {
      return Optional.empty();
    }
    var layers = tree.layers();
    var base = ground(layers.size() - 1, changedMax);
    return base.isPresent() ? base : ground(1, changedMax);
  }

  private Optional<Ground> ground(int above, int changedMax) throws IOException {
    var layers = tree.layers();
    var directories = layers.subList(0, above).stream().map(backend::directory).toList();
    var frozen = layers.subList(above, layers.size());
    return Touched.paths(linux, directories, changedMax)
        .map(changed -> new Ground(frozen, changed, () -> backend.view(frozen)));
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
