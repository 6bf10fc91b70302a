package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.LayerId;
import dev.unwait.delta.Delta;
import dev.unwait.linux.Linux;
import dev.unwait.merge.Merge;
import dev.unwait.overlay.Backend;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// Writes the many layers of a branch as one, in the background: all above its base, with second
/// names for the same files. Branches that share the old layers keep them.
final class Compacting implements Closeable {
  private static final Logger LOG = System.getLogger(Compacting.class.getName());

  private final Linux linux;
  private final Backend backend;
  private final Forest forest;
  private final Trees trees;
  private final Reading reading;
  private final Layering layering;
  private final Register register;
  private final Collector collector;
  private final Options options;
  private final Set<BranchRef> due = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("layer-compactor").daemon(true).factory());

  Compacting(
      Linux linux,
      Backend backend,
      Forest forest,
      Trees trees,
      Reading reading,
      Layering layering,
      Register register,
      Collector collector,
      Options options) {
    this.linux = linux;
    this.backend = backend;
    this.forest = forest;
    this.trees = trees;
    this.reading = reading;
    this.layering = layering;
    this.register = register;
    this.collector = collector;
    this.options = options;
  }

  /// Has a branch compacted soon if it stands on too many layers.
  void consider(BranchRef branch) {
    var node = forest.node(branch);
    if (node != null
        && backend.layered()
        && node.branch().lowers().size() > options.compactDepth()
        && due.add(branch)) {
      try {
        thread.execute(() -> run(branch));
      } catch (RejectedExecutionException e) {
        due.remove(branch); // This workspace is ending; the next one compacts it.
      }
    }
  }

  private void run(BranchRef branch) {
    due.remove(branch);
    try {
      compact(branch);
    } catch (RefusalException e) {
      LOG.log(Level.DEBUG, "a branch was not compacted branch=" + branch, e); // It may be gone.
    } catch (IOException | RuntimeException e) {
      // It goes on with the layers that it has; the next commit or fork tries again.
      LOG.log(Level.WARNING, "a branch could not be compacted branch=" + branch, e);
    } finally {
      collector.collect();
    }
  }

  private void compact(BranchRef branch) throws IOException {
    var node = forest.node(branch);
    if (node == null || node.gone()) {
      return;
    }
    var old = node.branch().lowers();
    forest.hold(old); // Should the branch be discarded while we read them.
    try {
      var compact = compacted(old);
      trees.holding(compact, () -> take(branch, old, compact));
    } finally {
      forest.release(old);
    }
  }

  private List<LayerId> compacted(List<LayerId> old) throws IOException {
    try (var base = reading.view(List.of(old.getLast()));
        var whole = reading.view(old)) {
      var changes = Delta.between(linux, reading.side(base), reading.side(whole));
      var frozen = layering.directories(old.subList(0, old.size() - 1));
      return layering.write(Merge.edits(changes), whole.fd(), frozen, base);
    }
  }

  /// Puts the compact layers in the place of the old ones, beneath what has come on top of them.
  private boolean take(BranchRef branch, List<LayerId> old, List<LayerId> compact)
      throws IOException {
    var node = trees.exclusive(branch);
    try {
      if (node.busy()) {
        return false;
      }
      var settled = trees.settle(node).layers();
      return trees.holding(settled, () -> take(node, old, compact));
    } finally {
      node.lock.writeLock().unlock();
    }
  }

  private boolean take(Node node, List<LayerId> old, List<LayerId> compact) throws IOException {
    var lowers = node.branch().lowers();
    int newer = lowers.size() - old.size();
    boolean stands = newer >= 0 && lowers.subList(newer, lowers.size()).equals(old);
    if (!stands || !trees.clean(node)) {
      return false; // It has moved on: the next freeze leads here again.
    }
    var layers = new ArrayList<>(lowers.subList(0, newer));
    layers.addAll(compact);
    return exchange(node, node.branch().moved(register.newLayer(), layers));
  }

  private boolean exchange(Node node, Branch next) throws IOException {
    var before = node.branch();
    register.put(next);
    boolean done = false;
    try {
      done = trees.exchange(node, next);
    } finally {
      if (!done) {
        register.put(before);
      }
    }
    return done;
  }

  /// Ends once what is under way is done.
  @Override
  public void close() {
    thread.close();
  }
}
