package dev.unwait.workspace;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Frozen;
import dev.unwait.overlay.LiveTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

/// Opens the trees of branches when they are needed, freezes them and exchanges their layers.
///
/// A tree that nothing shows may be closed at any time; opening it again costs one mount.
final class Trees {
  /// What a freeze found: the layers that now hold everything written so far.
  record Settled(List<LayerId> layers, Exactness exactness) {}

  private static final int CLOSE_SHARE = 8;

  private final Backend backend;
  private final Forest forest;
  private final Register register;
  private final Options options;
  private final AtomicInteger open = new AtomicInteger();

  Trees(Backend backend, Forest forest, Register register, Options options) {
    this.backend = backend;
    this.forest = forest;
    this.register = register;
    this.options = options;
  }

  /// Takes a lock within the bound, or refuses.
  void lock(Lock lock, BranchRef branch) throws RefusalException {
    try {
      if (lock.tryLock() || lock.tryLock(options.lockMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw RefusalException.unavailable(
        "use branch " + branch,
        "it was in exclusive use for " + options.lockMillis() + " ms",
        "Try again");
  }

  /// The node of a branch, its shared lock taken: release it.
  Node shared(BranchRef branch) throws IOException {
    return locked(branch, false);
  }

  /// The node of a branch, its exclusive lock taken: release it.
  Node exclusive(BranchRef branch) throws IOException {
    return locked(branch, true);
  }

  private Node locked(BranchRef branch, boolean exclusive) throws IOException {
    var node = forest.required(branch);
    var lock = exclusive ? node.lock.writeLock() : node.lock.readLock();
    lock(lock, branch);
    if (node.gone()) {
      lock.unlock();
      forest.required(branch);
      throw RefusalException.unavailable(
          "use branch " + branch, "it was discarded just now", "Try again");
    }
    try {
      if (node.unsaved()) {
        save(node);
      }
    } catch (IOException | RuntimeException e) {
      lock.unlock();
      throw e;
    }
    node.used();
    return node;
  }

  /// The open tree of a branch, whose shared or exclusive lock is held.
  LiveTree open(Node node) throws IOException {
    var tree = node.tree();
    if (tree != null) {
      return tree;
    }
    if (open.get() >= options.openTreesMax()) {
      closeIdle();
    }
    node.opening.lock();
    try {
      tree = node.tree();
      if (tree == null) {
        tree = backend.open(node.branch().top(), node.branch().lowers());
        node.opened(tree);
        open.incrementAndGet();
      }
      return tree;
    } finally {
      node.opening.unlock();
    }
  }

  /// Closes the least recently used trees that nothing shows.
  private void closeIdle() throws IOException {
    var idle =
        forest.nodes().stream()
            .filter(node -> node.tree() != null && node.attachments().isEmpty())
            .sorted(Comparator.comparingLong(Node::usedNanos))
            .limit(Math.max(1, options.openTreesMax() / CLOSE_SHARE))
            .toList();
    for (var node : idle) {
      if (node.lock.writeLock().tryLock()) {
        try {
          if (node.attachments().isEmpty()) {
            close(node);
          }
        } finally {
          node.lock.writeLock().unlock();
        }
      }
    }
  }

  /// Closes the tree of a branch, whose exclusive lock is held.
  void close(Node node) throws IOException {
    var tree = node.tree();
    if (tree != null) {
      node.opened(null);
      open.decrementAndGet();
      tree.close();
    }
  }

  /// Says that branches on these layers are likely to be opened.
  void expect(List<LayerId> lowers) {
    if (options.spareTrees() > 0) {
      backend.expect(lowers, options.spareTrees());
    }
  }

  /// Whether nothing was written to the branch since its top layer was made; a lock is held.
  boolean clean(Node node) throws IOException {
    if (node.tree() == null && !Files.exists(backend.directory(node.branch().top()))) {
      return backend.layered();
    }
    return open(node).clean();
  }

  /// Makes everything written so far unchangeable; the exclusive lock is held.
  Settled settle(Node node) throws IOException {
    var branch = node.branch();
    if (clean(node)) {
      return new Settled(branch.lowers(), Exactness.EXACT);
    }
    var next = register.newLayer();
    var frozen = freeze(node, next);
    node.opened(frozen.live());
    if (frozen.exactness() == Exactness.COPIED) {
      return new Settled(copied(branch, frozen.frozen()), Exactness.COPIED);
    }
    var above = branch.frozen(next);
    forest.become(node, above);
    node.exchanged();
    save(node);
    return new Settled(above.lowers(), frozen.exactness());
  }

  private Frozen freeze(Node node, LayerId next) throws IOException {
    try {
      return backend.freeze(open(node), next, node.places(), node.busy());
    } catch (IOException | RuntimeException e) {
      node.exchanged(); // Some places may have shown another tree for a moment.
      throw e;
    }
  }

  /// Brings a branch's record to the disk. Until that succeeds the branch cannot be used: what was
  /// written to its new top layer would be lost with the daemon.
  private void save(Node node) throws IOException {
    node.unsaved(true);
    register.put(node.branch());
    node.unsaved(false);
  }

  private List<LayerId> copied(Branch branch, LayerId copy) {
    return backend.layered() ? Branch.above(copy, branch.lowers()) : List.of(copy);
  }

  /// Gives a settled branch another record and its tree other layers; the exclusive lock is held
  /// and the record is on disk already.
  ///
  /// @return false, with memory as it was, if somebody wrote to the branch after it was settled
  boolean exchange(Node node, Branch next) throws IOException {
    var tree = node.tree();
    if (tree != null) {
      var exchanged = backend.exchange(tree, next.top(), next.lowers(), node.places());
      if (exchanged.isEmpty()) {
        return false;
      }
      node.opened(exchanged.get());
    }
    forest.become(node, next);
    node.exchanged();
    return true;
  }

  /// What is done while layers are kept.
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  /// Keeps layers that belong to no record yet, or no longer, while something is done. Those that
  /// no record holds afterwards are left to the collector.
  <T> T holding(List<LayerId> layers, Action<T> action) throws IOException {
    forest.hold(layers);
    try {
      return action.run();
    } finally {
      forest.release(layers);
    }
  }

  /// Gives a branch another record; its layers stay and its exclusive lock is held.
  void become(Node node, Branch next) {
    forest.become(node, next);
  }

  /// A refusal for a branch whose running commands must not have their tree exchanged.
  static RefusalException busy(String attempted, BranchRef branch) {
    return new RefusalException(
        new Refusal(
            Refusal.Kind.UNAVAILABLE,
            attempted,
            "a command is running in " + branch,
            "Wait for it, or end it with signal"));
  }

  int openTrees() {
    return open.get();
  }
}
