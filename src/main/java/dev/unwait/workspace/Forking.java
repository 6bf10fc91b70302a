package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes branches from a branch: a record each, and a freeze where the parent was written to.
final class Forking {
  private final Forest forest;
  private final Trees trees;
  private final Register register;
  private final Compacting compacting;
  private final Options options;
  private final InstantSource clock;

  Forking(
      Forest forest,
      Trees trees,
      Register register,
      Compacting compacting,
      Options options,
      InstantSource clock) {
    this.forest = forest;
    this.trees = trees;
    this.register = register;
    this.compacting = compacting;
    this.options = options;
    this.clock = clock;
  }

  Forked fork(BranchRef from, int count, @Nullable BranchName name) throws IOException {
    check(from, count);
    var node = trees.shared(from);
    try {
      if (trees.clean(node)) {
        var settled = new Trees.Settled(node.branch().lowers(), Exactness.EXACT);
        return fork(from, settled, count, name);
      }
    } finally {
      node.lock.readLock().unlock();
    }
    node = trees.exclusive(from);
    try {
      return fork(from, trees.settle(node), count, name);
    } finally {
      node.lock.writeLock().unlock();
      compacting.consider(from);
    }
  }

  private void check(BranchRef from, int count) throws RefusalException {
    var attempted = "fork " + from + " " + count + " times";
    if (count < 1 || count > options.forksMax()) {
      throw RefusalException.invalid(
          attempted, "count must be 1 to " + options.forksMax(), "Fork several times");
    }
    if (forest.size() + count > options.branchesMax()) {
      throw RefusalException.limit(
          attempted,
          "there are " + forest.size() + " of at most " + options.branchesMax() + " branches",
          "Discard branches that are no longer needed");
    }
  }

  private Forked fork(BranchRef parent, Trees.Settled settled, int count, @Nullable BranchName name)
      throws IOException {
    if (settled.layers().size() >= options.depthMax()) {
      throw RefusalException.limit(
          "fork " + parent,
          "it stands on " + settled.layers().size() + " layers, the kernel takes no more",
          "Commit or discard branches so that its layers can be compacted");
    }
    forest.hold(settled.layers());
    var branches = new ArrayList<Branch>(count);
    try {
      reserve(branches, parent, settled, count, name);
      var change = register.change().put(branches);
      register.write(change.event("forked", parent, refs(branches)), Register.LOGGED);
      branches.forEach(forest::add);
      trees.expect(settled.layers());
    } finally {
      forest.unreserve(refs(branches));
      forest.release(settled.layers());
    }
    return new Forked(refs(branches), forest.projectOf(parent).path(), settled.exactness());
  }

  /// Thinks of the branches and keeps their names; what was kept so far is in the list.
  private void reserve(
      List<Branch> branches,
      BranchRef parent,
      Trees.Settled settled,
      int count,
      @Nullable BranchName name)
      throws IOException {
    var now = clock.instant();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    for (int i = 1; i <= count; i++) {
      var top = register.newLayer();
      var ref = new BranchRef(parent.project(), name(parent, top, count, i, name));
      boolean kept = forest.reserve(ref);
      while (!kept && name == null) { // Somebody gave a branch the name that we made up.
        top = register.newLayer();
        ref = new BranchRef(parent.project(), name(parent, top, count, i, null));
        kept = forest.reserve(ref);
      }
      if (!kept) {
        throw RefusalException.conflict(
            "fork " + parent, "there is a branch " + ref + " already", "Choose another name");
      }
      branches.add(
          new Branch(
              ref,
              parent.name(),
              top,
              settled.layers(),
              settled.layers(),
              0,
              micros,
              settled.exactness()));
    }
  }

  /// The name asked for, numbered where there are several; else one after the layer, never used
  /// before.
  private static BranchName name(
      BranchRef parent, LayerId top, int count, int number, @Nullable BranchName name)
      throws RefusalException {
    if (name == null) {
      return new BranchName("b" + top);
    }
    var text = count == 1 ? name.value() : name + "-" + number;
    if (!BranchName.isValid(text)) {
      throw RefusalException.invalid(
          "fork " + parent, "\"" + text + "\" is too long for a branch", "Choose a shorter name");
    }
    return new BranchName(text);
  }

  private static List<BranchRef> refs(List<Branch> branches) {
    return branches.stream().map(Branch::ref).toList();
  }
}
