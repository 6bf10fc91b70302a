package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.delta.Delta;
import dev.unwait.delta.Edit;
import dev.unwait.linux.Linux;
import dev.unwait.merge.Merge;
import dev.unwait.overlay.Backend;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/// Folds branches into their parents: by handing over layers where the parent has not moved, else
/// by a merge into a new layer.
final class Committing {
  /// What a parent is to become.
  private record Outcome(List<LayerId> layers, int files) {}

  private static final Logger LOG = System.getLogger(Committing.class.getName());

  private final Linux linux;
  private final Backend backend;
  private final Trees trees;
  private final Reading reading;
  private final Layering layering;
  private final Register register;
  private final Collector collector;
  private final Compacting compacting;

  Committing(
      Linux linux,
      Backend backend,
      Trees trees,
      Reading reading,
      Layering layering,
      Register register,
      Collector collector,
      Compacting compacting) {
    this.linux = linux;
    this.backend = backend;
    this.trees = trees;
    this.reading = reading;
    this.layering = layering;
    this.register = register;
    this.collector = collector;
    this.compacting = compacting;
  }

  Committed commit(BranchRef branch, String message) throws IOException {
    var parent = parent(branch);
    var to = trees.exclusive(parent);
    try {
      var from = trees.exclusive(branch);
      try {
        return commit(from, to, message);
      } finally {
        from.lock.writeLock().unlock();
      }
    } finally {
      to.lock.writeLock().unlock();
      collector.collect();
      compacting.consider(parent);
    }
  }

  private BranchRef parent(BranchRef branch) throws IOException {
    var node = trees.shared(branch);
    try {
      var parent = node.branch().parentRef();
      if (parent == null) {
        throw RefusalException.invalid(
            "commit " + branch,
            "it is the trunk of its project",
            "Bring it out with: unwait apply " + branch.name());
      }
      return parent;
    } finally {
      node.lock.readLock().unlock();
    }
  }

  private Committed commit(Node from, Node to, String message) throws IOException {
    var settled = trees.settle(from);
    if (settled.layers().equals(from.branch().fork())) {
      return new Committed.Done(0, to.branch().generation());
    }
    return trees.holding(settled.layers(), () -> commit(from, settled, to, message));
  }

  private Committed commit(Node from, Trees.Settled settled, Node to, String message)
      throws IOException {
    if (to.busy()) {
      throw Trees.busy("commit " + from.branch().ref(), to.branch().ref());
    }
    if (hasNotMoved(to, from.branch().fork())) {
      return take(from, settled, to, handOver(from, settled.layers()), message);
    }
    var target = trees.settle(to).layers();
    return trees.holding(target, () -> merge(from, settled, to, target, message));
  }

  private Committed merge(
      Node from, Trees.Settled settled, Node to, List<LayerId> target, String message)
      throws IOException {
    try (var fork = reading.view(from.branch().fork());
        var mine = reading.view(settled.layers());
        var theirs = reading.view(target)) {
      var plan = Merge.plan(linux, reading.side(fork), reading.side(mine), reading.side(theirs));
      if (!plan.isClean()) {
        return new Committed.Conflicted(
            plan.conflicts().stream().map(Committed.Conflict::of).toList());
      }
      var layers =
          plan.edits().isEmpty()
              ? target
              : layering.write(plan.edits(), mine.fd(), reading.frozen(mine), theirs);
      return take(from, settled, to, new Outcome(layers, files(plan.edits())), message);
    }
  }

  private boolean hasNotMoved(Node parent, List<LayerId> fork) throws IOException {
    return parent.branch().lowers().equals(fork) && backend.layered() && trees.clean(parent);
  }

  private Outcome handOver(Node from, List<LayerId> layers) throws IOException {
    layering.sync(layers.getFirst());
    try (var before = reading.view(from.branch().fork());
        var after = reading.view(layers)) {
      var changes = Delta.between(linux, reading.side(before), reading.side(after));
      int files = (int) changes.stream().filter(change -> !change.isDirectory()).count();
      return new Outcome(layers, files);
    }
  }

  private static int files(List<Edit> edits) {
    return (int)
        edits.stream()
            .filter(edit ->
                switch (edit) {
                  case Edit.MakeDirectory _ -> false;
                  case Edit.Remove(var _, boolean directory) -> !directory;
                  case Edit.Take _, Edit.Write _, Edit.SetMode _ -> true;
                })
            .count();
  }

  /// Gives both branches their new records, on the disk first, then their new layers.
  private Committed take(Node from, Trees.Settled settled, Node to, Outcome outcome, String message)
      throws IOException {
    return trees.holding(
        outcome.layers(),
        () -> {
          exchange(from, settled, to, outcome, message);
          return new Committed.Done(outcome.files(), to.branch().generation());
        });
  }

  private void exchange(Node from, Trees.Settled settled, Node to, Outcome outcome, String message)
      throws IOException {
    var oldFrom = from.branch();
    var oldTo = to.branch();
    var newTo = oldTo.moved(register.newLayer(), outcome.layers());
    // A branch that could not be frozen goes on as it is; what it committed is its new fork point.
    boolean rebases = settled.exactness() != Exactness.COPIED && !from.busy();
    var newFrom =
        rebases
            ? oldFrom.rebased(register.newLayer(), outcome.layers())
            : oldFrom.forkedAt(settled.layers());
    var change = register.change().put(newTo).put(newFrom);
    change.event("committed", oldFrom.ref() + " into " + oldTo.ref(), message);
    register.write(change, Register.SYNCED);
    boolean done = false;
    try {
      done = trees.exchange(to, newTo);
    } finally {
      if (!done) {
        takeBack(oldTo, oldFrom);
      }
    }
    if (!done) {
      throw RefusalException.unavailable(
          "commit " + oldFrom.ref(),
          "something wrote to " + oldTo.ref() + " meanwhile",
          "Try again");
    }
    become(from, newFrom, rebases, settled);
  }

  /// Puts the branch on its parent's layers. Where that cannot be it keeps its own: the commit is
  /// done by now.
  private void become(Node from, Branch next, boolean rebases, Trees.Settled settled)
      throws IOException {
    if (!rebases) {
      trees.become(from, next);
    } else if (!isExchanged(from, next)) {
      trees.become(from, from.branch().forkedAt(settled.layers()));
      register.put(from.branch());
    }
  }

  private boolean isExchanged(Node from, Branch next) {
    try {
      return trees.exchange(from, next);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "a branch that was committed could not be put on its parent's layers branch="
              + from.branch().ref(),
          e);
      return false;
    }
  }

  private void takeBack(Branch to, Branch from) throws IOException {
    var change = register.change().put(to).put(from);
    register.write(change.event("taken back", from.ref(), "commit"), Register.SYNCED);
  }

  /// Gives a trunk whose exclusive lock is held other layers, together with other changes.
  ///
  /// @return whether nobody wrote to it meanwhile; if somebody did, all is as it was
  boolean move(Node trunk, Branch next, Register.Change change, Register.Change undo)
      throws IOException {
    register.write(change.put(next), Register.SYNCED);
    boolean done = false;
    try {
      done = trees.exchange(trunk, next);
    } finally {
      if (!done) {
        register.write(undo.put(trunk.branch()), Register.SYNCED);
      }
    }
    return done;
  }
}
