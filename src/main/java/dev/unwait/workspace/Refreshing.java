package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.delta.Change;
import dev.unwait.delta.Delta;
import dev.unwait.delta.Side;
import dev.unwait.delta.Status;
import dev.unwait.delta.View;
import dev.unwait.linux.Linux;
import dev.unwait.merge.Merge;
import dev.unwait.overlay.Tree;
import dev.unwait.transfer.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Brings what changed in a live tree since it was last read into the trunk, as a commit of a
/// branch that was forked when it was last read would.
final class Refreshing {
  /// What a look at the live tree found, and the layers that hold it.
  private record Found(Manifest.Changes changes, List<Change> differences, List<LayerId> read) {}

  private final Linux linux;
  private final Forest forest;
  private final Trees trees;
  private final Reading reading;
  private final Layering layering;
  private final Register register;
  private final Importing importing;
  private final Committing committing;
  private final Collector collector;

  Refreshing(
      Linux linux,
      Forest forest,
      Trees trees,
      Reading reading,
      Layering layering,
      Register register,
      Importing importing,
      Committing committing,
      Collector collector) {
    this.linux = linux;
    this.forest = forest;
    this.trees = trees;
    this.reading = reading;
    this.layering = layering;
    this.register = register;
    this.importing = importing;
    this.committing = committing;
    this.collector = collector;
  }

  Refreshed refresh(Project project, Progress progress) throws IOException {
    progress.at(0, 0, "looking for changes in " + project.path());
    var trunk = trees.exclusive(project.trunk());
    try {
      var tree = Path.of(project.path());
      int live = importing.open(tree);
      try {
        var current = forest.projectOf(project.trunk());
        var changes = importing.manifest(current).changes(linux, live, importing.copyOptions(tree));
        return changes.isEmpty()
            ? new Refreshed(project.name(), 0, 0, 0, List.of())
            : refresh(current, trunk, live, changes);
      } finally {
        linux.files().close(live);
      }
    } finally {
      trunk.lock.writeLock().unlock();
      collector.collect();
    }
  }

  private Refreshed refresh(Project project, Node trunk, int live, Manifest.Changes changes)
      throws IOException {
    if (trunk.busy()) {
      throw Trees.busy("refresh " + project.name(), project.trunk());
    }
    try (var origin = reading.view(project.origin())) {
      var differences = differences(origin, live, changes);
      var edits = Merge.edits(differences);
      var read =
          edits.isEmpty() ? project.origin() : layering.write(edits, live, List.of(), origin);
      var found = new Found(changes, differences, read);
      return trees.holding(read, () -> merge(project, trunk, live, origin, found));
    }
  }

  private Refreshed merge(Project project, Node trunk, int live, Tree origin, Found found)
      throws IOException {
    var settled = trees.settle(trunk).layers();
    if (settled.equals(project.origin())) {
      return take(project, trunk, found, found.read());
    }
    return trees.holding(
        settled,
        () -> {
          try (var theirs = reading.view(settled)) {
            return merge(project, trunk, live, reading.side(origin), theirs, found);
          }
        });
  }

  private Refreshed merge(
      Project project, Node trunk, int live, Side origin, Tree theirs, Found found)
      throws IOException {
    var plan =
        Merge.plan(
            linux,
            origin,
            new Side(live, List.of()),
            reading.side(theirs),
            found.differences(),
            Delta.between(linux, origin, reading.side(theirs)));
    if (!plan.isClean()) {
      var conflicts = plan.conflicts().stream().map(Committed.Conflict::of).toList();
      return new Refreshed(project.name(), 0, 0, 0, conflicts);
    }
    var layers =
        plan.edits().isEmpty()
            ? theirs.layers()
            : layering.write(plan.edits(), live, List.of(), theirs);
    return trees.holding(layers, () -> take(project, trunk, found, layers));
  }

  private Refreshed take(Project project, Node trunk, Found found, List<LayerId> layers)
      throws IOException {
    long number = importing.newManifest();
    found.changes().now().write(importing.manifest(project.name(), number));
    var next = project.read(found.read(), number);
    var moved = trunk.branch().moved(register.newLayer(), layers).forkedAt(found.read());
    var change = register.change().put(next).event("refreshed", project.name(), "");
    if (!committing.move(trunk, moved, change, register.change().put(project))) {
      throw RefusalException.unavailable(
          "refresh " + project.name(), "something wrote to main meanwhile", "Try again");
    }
    forest.put(next);
    importing.forget(project);
    return new Refreshed(
        project.name(),
        count(found.differences(), Status.ADDED),
        found.differences().stream().filter(c -> isModified(c.status())).count(),
        count(found.differences(), Status.DELETED),
        List.of());
  }

  private static long count(List<Change> changes, Status status) {
    return changes.stream().filter(c -> c.status() == status && !c.isDirectory()).count();
  }

  private static boolean isModified(Status status) {
    return status == Status.MODIFIED || status == Status.MODE || status == Status.TYPE;
  }

  /// How the live tree differs from what it was when it was last read, at the paths whose stamps
  /// have changed.
  private List<Change> differences(Tree origin, int live, Manifest.Changes changes)
      throws IOException {
    var was = new View(linux, origin.fd());
    var is = new View(linux, live);
    var paths =
        Stream.of(changes.added(), changes.modified(), changes.deleted())
            .flatMap(List::stream)
            .toList();
    var differences = new ArrayList<Change>();
    for (var path : paths) {
      var change = Reading.difference(path, was, is);
      if (change != null) {
        differences.add(change);
      }
    }
    differences.sort(Comparator.comparing(Change::path));
    return differences;
  }
}
