package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Throws branches away, with what was forked from them where that was asked for.
final class Discarding {
  private final Forest forest;
  private final Trees trees;
  private final Register register;
  private final Collector collector;

  Discarding(Forest forest, Trees trees, Register register, Collector collector) {
    this.forest = forest;
    this.trees = trees;
    this.register = register;
    this.collector = collector;
  }

  List<BranchRef> discard(BranchRef branch, boolean recursive) throws IOException {
    if (branch.name().equals(BranchName.MAIN)) {
      throw RefusalException.invalid(
          "discard " + branch,
          "it is the trunk of its project",
          "Forget the whole project with: unwait forget " + branch.project());
    }
    return discard(branch, recursive, register.change());
  }

  /// Discards a branch and all below it together with other changes to the register.
  List<BranchRef> discard(BranchRef branch, boolean recursive, Register.Change change)
      throws IOException {
    var locked = new ArrayList<Node>();
    try {
      lockAll(trees.exclusive(branch), recursive, locked);
      var refs = locked.stream().map(node -> node.branch().ref()).toList();
      refs.forEach(change::remove);
      register.write(change.event("discarded", branch, refs), Register.LOGGED);
      end(locked);
      return refs;
    } finally {
      locked.forEach(node -> node.lock.writeLock().unlock());
      collector.collect();
    }
  }

  /// Takes the exclusive locks from the branch downwards, so that nobody forks from it meanwhile.
  private void lockAll(Node node, boolean recursive, List<Node> locked) throws IOException {
    locked.add(node);
    var ref = node.branch().ref();
    var children = forest.children(ref);
    if (!children.isEmpty() && !recursive) {
      throw RefusalException.conflict(
          "discard " + ref,
          "branches were forked from it: "
              + children.stream().map(child -> child.branch().ref().name()).sorted().toList(),
          "Discard them first, or pass recursive");
    }
    for (var child : children) {
      lockAll(trees.exclusive(child.branch().ref()), true, locked);
    }
  }

  private void end(List<Node> nodes) throws IOException {
    IOException failure = null;
    for (var node : nodes.reversed()) {
      node.end();
      node.attachments().forEach(Attachment::end);
      node.attachments().clear();
      try {
        trees.close(node);
      } catch (IOException e) {
        failure = e;
      }
      forest.remove(node);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
