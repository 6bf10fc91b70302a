package dev.unwait.workspace;

import dev.unwait.base.Closing;
import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The owner of projects and branches; every change to them goes through here.
public final class Workspace implements Branches, Closeable {
  /// The project that a caller works in: where several have a branch of a name, this one is meant.
  public static final ScopedValue<ProjectName> HERE = ScopedValue.newInstance();

  private final Closing closing = new Closing();
  private final Forest forest = new Forest();
  private final Linux linux;
  private final Backend backend;
  private final Register register;
  private final Trees trees;
  private final Forking forking;
  private final Discarding discarding;
  private final Comparing comparing;
  private final Committing committing;
  private final Importing importing;
  private final Refreshing refreshing;
  private final Applying applying;
  private final Listing listing;
  private final Recovery recovery;
  private final List<String> repairs;

  private Workspace(
      Path home, Linux linux, Backend backend, Store store, Options options, InstantSource clock)
      throws IOException {
    var folder = home.resolve("projects");
    this.linux = linux;
    this.backend = backend;
    register = Register.open(store, clock);
    trees = new Trees(backend, forest, register, options);
    var collector = new Collector(backend, forest);
    closing.own(collector);
    closing.own(this::closeTrees);
    var reading = new Reading(backend);
    var layering = new Layering(linux, backend, register);
    discarding = new Discarding(forest, trees, register, collector);
    comparing = new Comparing(linux, trees, reading, options);
    var compacting =
        new Compacting(
            linux, backend, forest, trees, reading, layering, register, collector, options);
    closing.own(compacting);
    forking = new Forking(forest, trees, register, compacting, options, clock);
    committing =
        new Committing(linux, backend, trees, reading, layering, register, collector, compacting);
    importing = new Importing(home, folder, linux, backend, forest, register, clock);
    refreshing =
        new Refreshing(
            linux, forest, trees, reading, layering, register, importing, committing, collector);
    applying = new Applying(folder, linux, forest, trees, reading, importing);
    listing = new Listing(backend, clock);
    recovery =
        new Recovery(folder, home.resolve("layers"), linux, backend, forest, register, applying);
    repairs = recovery.recover();
  }

  /// Opens what a home holds, after repairing what an abrupt end left.
  ///
  /// @param home the folder of which `layers` is the back end's and `projects` is kept here
  public static Workspace open(
      Path home, Linux linux, Backend backend, Store store, Options options, InstantSource clock)
      throws IOException {
    return new Workspace(home, linux, backend, store, options, clock);
  }

  /// What was repaired when this workspace was opened; a sentence each.
  public List<String> repairs() {
    return List.copyOf(repairs);
  }

  @Override
  public BranchRef find(String name) throws RefusalException {
    if (HERE.isBound() && name.indexOf('/') < 0 && BranchName.isValid(name)) {
      var here = new BranchRef(HERE.get(), new BranchName(name));
      if (forest.node(here) != null) {
        return here;
      }
    }
    return forest.find(name);
  }

  /// The shortest name that means this branch: without the project where it is clear.
  public String shortName(BranchRef branch) {
    boolean here = HERE.isBound() && HERE.get().equals(branch.project());
    return here || forest.projects().size() <= 1 ? branch.name().value() : branch.toString();
  }

  /// The project of that name, or the only one.
  public Project project(@Nullable String name) throws RefusalException {
    var projects = forest.projects();
    var here = HERE.isBound() ? forest.project(HERE.get()) : null;
    if (name == null && here != null) {
      return here;
    }
    if (name == null) {
      if (projects.size() == 1) {
        return projects.iterator().next();
      }
      throw RefusalException.invalid(
          "choose a project",
          "there are " + projects.size(),
          projects.isEmpty() ? "Import a working tree: unwait import PATH" : "Name one of them");
    }
    return projects.stream()
        .filter(project -> project.name().value().equals(name))
        .findFirst()
        .orElseThrow(() ->
            RefusalException.missing(
                "find project \"" + name + "\"",
                "there is no such project",
                "There are: " + projects.stream().map(Project::name).toList()));
  }

  public Collection<Project> projects() {
    return forest.projects();
  }

  /// The project that was imported from a path or from a folder above it, the nearest one.
  public @Nullable Project projectAt(Path path) {
    return forest.projects().stream()
        .filter(project -> path.startsWith(Path.of(project.path())))
        .max(Comparator.comparingInt(project -> project.path().length()))
        .orElse(null);
  }

  @Override
  public Pin pin(BranchRef branch) throws IOException {
    var node = trees.shared(branch);
    try {
      var tree = trees.open(node);
      return new SharedPin(linux, node, tree, forest.projectOf(branch).path(), backend);
    } catch (IOException | RuntimeException e) {
      node.lock.readLock().unlock();
      throw e;
    }
  }

  /// Makes branches from a branch.
  ///
  /// @param name null to have one made up; numbered where `count` is above 1
  public Forked fork(BranchRef from, int count, @Nullable BranchName name) throws IOException {
    return forking.fork(from, count, name);
  }

  public List<BranchRef> discard(BranchRef branch, boolean recursive) throws IOException {
    return discarding.discard(branch, recursive);
  }

  /// All branches, of one project or of all, in order of their names.
  public List<Row> list(@Nullable String project) throws IOException {
    var only = project == null ? null : project(project).name();
    var rows = new ArrayList<Row>();
    for (var node : forest.nodes()) {
      if (only == null || node.branch().ref().project().equals(only)) {
        rows.add(listing.row(node));
      }
    }
    rows.sort(Comparator.comparing(Row::branch));
    return rows;
  }

  /// What a branch changed since it was forked, or how it differs from another branch.
  public Compared diff(BranchRef branch, @Nullable BranchRef against, boolean patch)
      throws IOException {
    return comparing.diff(branch, against, patch);
  }

  /// Folds what a branch changed into its parent, whole or not at all.
  public Committed commit(BranchRef branch, String message) throws IOException {
    return committing.commit(branch, message);
  }

  public Imported importTree(Path path, @Nullable ProjectName name, Progress progress)
      throws IOException, InterruptedException {
    return importing.importTree(path, name, progress);
  }

  /// Brings what changed in the live tree into the trunk.
  public Refreshed refresh(Project project, Progress progress)
      throws IOException, InterruptedException {
    return refreshing.refresh(project, progress);
  }

  /// Forgets a project with all its branches; the live tree is left alone.
  public List<BranchRef> forget(Project project) throws IOException {
    var change = register.change().remove(project.name());
    var gone = discarding.discard(project.trunk(), true, change);
    forest.remove(project);
    importing.forget(project);
    return gone;
  }

  /// Writes what a branch changed to a tree of the user, if nothing there has moved.
  ///
  /// @param to null for the tree that was imported
  public Applied applyTo(BranchRef branch, @Nullable Path to, Progress progress)
      throws IOException, InterruptedException {
    return applying.applyTo(branch, to, progress);
  }

  /// Takes the last apply to a tree back, if nothing there has moved since.
  ///
  /// @param to null for the tree of the only project
  public Applied undoApply(@Nullable Path to) throws IOException {
    return applying.undo(to == null ? Path.of(project(null).path()) : to);
  }

  /// Commits what a branch changed on a new branch of a repository, whose files are left alone.
  ///
  /// @param repository null for the tree that was imported
  public Applied applyAsCommit(
      BranchRef branch, String gitBranch, @Nullable Path repository, String message)
      throws IOException {
    return applying.asCommit(branch, gitBranch, repository, message);
  }

  public int branches() {
    return forest.size();
  }

  public int openTrees() {
    return trees.openTrees();
  }

  /// Closes all trees; what shows them must have ended before.
  @Override
  public void close() throws IOException {
    closing.close();
    recovery.closedInOrder();
  }

  private void closeTrees() throws IOException {
    for (var node : forest.nodes()) {
      trees.close(node);
    }
  }
}
