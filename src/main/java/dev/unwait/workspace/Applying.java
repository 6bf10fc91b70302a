package dev.unwait.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchRef;
import dev.unwait.delta.Change;
import dev.unwait.delta.Delta;
import dev.unwait.delta.View;
import dev.unwait.git.GitBranchExport;
import dev.unwait.linux.Linux;
import dev.unwait.merge.Merge;
import dev.unwait.merge.TreeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Brings branches out of Unwait: into trees of the user, whole or not at all, or as Git branches.
///
/// What stood in a tree before is written down first; an apply that is interrupted is taken back at
/// the next start. Git's own folder is left to {@link #asCommit}.
final class Applying {
  private final Linux linux;
  private final Forest forest;
  private final Trees trees;
  private final Reading reading;
  private final Importing importing;
  private final ApplyRecords records;

  /// One apply at a time, so that the last one to a tree is well defined.
  private final ReentrantLock applying = new ReentrantLock();

  Applying(
      Path folder, Linux linux, Forest forest, Trees trees, Reading reading, Importing importing) {
    this.linux = linux;
    this.forest = forest;
    this.trees = trees;
    this.reading = reading;
    this.importing = importing;
    records = new ApplyRecords(folder.resolve("applies"));
  }

  Applied applyTo(BranchRef branch, @Nullable Path to, Progress progress)
      throws IOException, InterruptedException {
    var project = forest.projectOf(branch);
    var target = (to == null ? Path.of(project.path()) : to).normalize();
    if (!Files.isDirectory(target)) {
      throw RefusalException.missing(
          "apply " + branch + " to " + target, "there is no such folder", "Check the path");
    }
    applying.lockInterruptibly();
    var node = trees.shared(branch);
    try (var origin = reading.view(project.origin())) {
      var after = reading.side(trees.open(node));
      var changes = withoutGit(Delta.between(linux, reading.side(origin), after));
      progress.at(0, changes.size(), "checking that nothing has moved in " + target);
      int fd = importing.open(target);
      try {
        return applyTo(target, fd, changes, new View(linux, origin.fd()), after.root());
      } finally {
        linux.files().close(fd);
      }
    } finally {
      node.lock.readLock().unlock();
      applying.unlock();
    }
  }

  private Applied applyTo(Path target, int fd, List<Change> changes, View was, int root)
      throws IOException {
    var there = new View(linux, fd);
    var is = new View(linux, root);
    var conflicts = new ArrayList<Committed.Conflict>();
    var wanted = new ArrayList<Change>();
    for (var change : changes) {
      if (Reading.difference(change.path(), is, there) == null) {
        continue; // It is there already.
      }
      wanted.add(change);
      if (Reading.difference(change.path(), was, there) != null) {
        conflicts.add(new Committed.Conflict(change.path(), "moved"));
      }
    }
    conflicts.addAll(inTheWay(wanted, there));
    if (!conflicts.isEmpty()) {
      return new Applied.Conflicted(conflicts.stream().distinct().toList());
    }
    if (!wanted.isEmpty()) {
      write(target, fd, wanted, is, there);
    }
    var paths = wanted.stream().filter(change -> !change.isDirectory()).map(Change::path).toList();
    return new Applied.Done(paths, target.toString(), List.of());
  }

  /// What the tree has by itself where the branch needs the name: something else than a directory
  /// above what it has, or files below what is no directory any more.
  private static List<Committed.Conflict> inTheWay(List<Change> wanted, View there)
      throws IOException {
    var changed = wanted.stream().map(Change::path).collect(Collectors.toSet());
    var conflicts = new ArrayList<Committed.Conflict>();
    for (var change : wanted) {
      var path = change.path();
      var after = change.after();
      if (after == null) {
        continue;
      }
      for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
        var above = path.substring(0, at);
        var node = changed.contains(above) ? null : there.node(above);
        if (node != null && !node.isDirectory()) {
          conflicts.add(new Committed.Conflict(above, "moved"));
        }
      }
      if (!after.isDirectory()) {
        for (var entry : there.list(path)) {
          var below = path + "/" + entry.name();
          if (!changed.contains(below)) {
            conflicts.add(new Committed.Conflict(below, "moved"));
          }
        }
      }
    }
    return conflicts;
  }

  private void write(Path target, int fd, List<Change> wanted, View is, View there)
      throws IOException {
    var record = records.begin(importing.newManifest(), target);
    boolean done = false;
    try {
      TreeWriter.apply(linux, Merge.edits(wanted), is, fd, record.resolve(ApplyRecords.BEFORE));
      records.done(record, signatures(there, wanted));
      done = true;
    } finally {
      if (!done) {
        takeBack(record, fd);
      }
    }
  }

  /// Takes an apply back that failed; until that succeeds the next start does it.
  private void takeBack(Path record, int fd) throws IOException {
    if (records.hasBegun(record)) {
      TreeWriter.undo(linux, fd, record.resolve(ApplyRecords.BEFORE));
    }
    records.forget(record);
  }

  private static List<Change> withoutGit(List<Change> changes) {
    return changes.stream().filter(change -> !isGit(change.path())).toList();
  }

  private static boolean isGit(String path) {
    return path.equals(".git") || path.startsWith(".git/");
  }

  /// What stands at each path now: by this an undo knows whether anything moved since.
  private static String signatures(View tree, List<Change> changes) throws IOException {
    var text = new StringBuilder();
    for (var change : changes) {
      text.append(signature(tree, change.path())).append('\n');
    }
    return text.toString();
  }

  private static String signature(View tree, String path) throws IOException {
    var node = tree.node(path);
    var name = java.util.HexFormat.of().formatHex(path.getBytes(UTF_8));
    if (node == null) {
      return name + " nothing";
    }
    var content =
        switch (node.kind()) {
          case FILE -> tree.sha256(path);
          case SYMLINK -> String.valueOf(node.target()).replace('\n', ' ');
          case DIRECTORY, FIFO -> "";
        };
    return name + " " + node.kind() + " " + node.mode() + " " + content;
  }

  Applied undo(Path to) throws IOException {
    var target = to.normalize();
    applying.lock();
    try {
      var record = records.last(target);
      if (record == null) {
        throw RefusalException.missing(
            "undo the last apply to " + target, "there was none, or it was undone", "");
      }
      int fd = importing.open(target);
      try {
        return undo(record, target, fd);
      } finally {
        linux.files().close(fd);
      }
    } finally {
      applying.unlock();
    }
  }

  private Applied undo(Path record, Path target, int fd) throws IOException {
    var tree = new View(linux, fd);
    var moved = new ArrayList<Committed.Conflict>();
    var paths = new ArrayList<String>();
    for (var line : records.after(record)) {
      var path =
          new String(
              java.util.HexFormat.of().parseHex(line.substring(0, line.indexOf(' '))), UTF_8);
      paths.add(path);
      if (!signature(tree, path).equals(line)) {
        moved.add(new Committed.Conflict(path, "moved"));
      }
    }
    if (!moved.isEmpty()) {
      return new Applied.Conflicted(moved);
    }
    records.reopen(record); // Should we be interrupted, the next start goes on.
    TreeWriter.undo(linux, fd, record.resolve(ApplyRecords.BEFORE));
    records.forget(record);
    return new Applied.Done(paths, target.toString(), List.of("the last apply was taken back"));
  }

  Applied asCommit(BranchRef branch, String gitBranch, @Nullable Path repository, String message)
      throws IOException {
    var project = forest.projectOf(branch);
    var target = repository == null ? Path.of(project.path()) : repository;
    var node = trees.shared(branch);
    try (var origin = reading.view(project.origin())) {
      var after = reading.side(trees.open(node));
      var changed =
          withoutGit(Delta.between(linux, reading.side(origin), after)).stream()
              .filter(change -> !change.isDirectory())
              .map(Change::path)
              .toList();
      var text = message.isEmpty() ? "Apply branch " + branch.name() + " of Unwait" : message;
      var exported =
          GitBranchExport.export(
              new GitBranchExport.Request(
                  target, gitBranch, text, new View(linux, after.root()), changed));
      return new Applied.Done(
          changed, exported.ref() + " at " + exported.commit() + " in " + target, exported.notes());
    } finally {
      node.lock.readLock().unlock();
    }
  }

  /// Takes back what an abrupt end interrupted.
  ///
  /// @return what was done, a sentence each
  List<String> recover() throws IOException {
    var repairs = new ArrayList<String>();
    for (var record : records.interrupted()) {
      var target = records.tree(record);
      int fd = importing.open(target);
      try {
        TreeWriter.undo(linux, fd, record.resolve(ApplyRecords.BEFORE));
      } finally {
        linux.files().close(fd);
      }
      records.forget(record);
      repairs.add("An apply to " + target + " that was interrupted was taken back.");
    }
    return repairs;
  }
}
