package dev.unwait.workspace;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_APPEND;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_WRONLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.linux.Faults;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.merge.MergeModel;
import dev.unwait.overlay.Backend;
import dev.unwait.testing.Snapshot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// Random work in a workspace and in a model of it in memory; every answer is compared.
@NullMarked
final class RandomWork implements Closeable {
  private static final FileCalls FILES = Linux.real().files();
  private static final int BRANCHES_MAX = 10;
  private static final int COMPACT_DEPTH = 6;
  private static final int WRITERS_MAX = 2;

  /// Compaction sets in early, so that it happens often.
  private static final Options MANY_TREES =
      new Options(100, 100, 20, 480, 2, COMPACT_DEPTH, 10_000, 64 << 10);

  private static final Options FEW_TREES =
      new Options(100, 4, 20, 480, 0, COMPACT_DEPTH, 10_000, 64 << 10);

  /// What the model knows of a branch.
  private static final class Known {
    final @Nullable BranchRef parent;
    ModelTree fork;
    ModelTree tree;

    Known(@Nullable BranchRef parent, ModelTree tree) {
      this.parent = parent;
      this.fork = tree.copy();
      this.tree = tree.copy();
    }
  }

  /// Somebody who keeps a file open for writing.
  private record Writer(BranchRef branch, String path, int fd) {}

  private final Path folder;
  private final Set<Backend.Kind> kinds;
  private final RandomGenerator random;
  private final Options options;
  private final Map<BranchRef, Known> model = new TreeMap<>();
  private final List<Writer> writers = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private final ModelTree live;
  private final BranchRef main;
  private ModelTree origin;
  private @Nullable ModelTree beforeApply;
  private OpenedWorkspace opened;
  private int names;

  RandomWork(Path folder, Set<Backend.Kind> kinds, RandomGenerator random)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.kinds = kinds;
    this.random = random;
    options = random.nextInt(3) == 0 ? FEW_TREES : MANY_TREES;
    opened = OpenedWorkspace.open(folder, Faults.NONE, kinds, options);
    Files.createDirectories(opened.live());
    live = new ModelTree(Snapshot.of(opened.live()), Set.of());
    editLive(25);
    main = opened.importTree();
    origin = live.copy();
    model.put(main, new Known(null, live));
  }

  /// What was done so far, a line each.
  List<String> history() {
    return history;
  }

  private void note(String where, String what) {
    if (!what.isEmpty()) {
      history.add(where + ": " + what);
    }
  }

  private Workspace workspace() {
    return opened.workspace();
  }

  private boolean layered() {
    return opened.kind() == Backend.Kind.OVERLAY || opened.kind() == Backend.Kind.OVERLAY_ROOTLESS;
  }

  private BranchRef anyBranch() {
    var branches = new ArrayList<>(model.keySet());
    return branches.get(random.nextInt(branches.size()));
  }

  private Known known(BranchRef branch) {
    var known = model.get(branch);
    if (known == null) {
      throw new AssertionError(branch + " is not in the model");
    }
    return known;
  }

  private boolean hasWriter(BranchRef branch) {
    return writers.stream().anyMatch(writer -> writer.branch().equals(branch));
  }

  void step() throws Exception {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> fork();
      case 4, 5, 6, 7, 8, 9 -> edit(anyBranch(), 1 + random.nextInt(6));
      case 10, 11, 12 -> commit(anyBranch());
      case 13 -> discard(anyBranch());
      case 14 -> refresh();
      case 15 -> apply(anyBranch());
      case 16 -> diff(anyBranch(), anyBranch());
      case 17 -> write();
      case 18 -> stopWriting();
      default -> {
        if (random.nextInt(3) == 0) {
          restart();
        } else {
          edit(main, 1);
        }
      }
    }
    check(anyBranch());
  }

  void checkAll() throws IOException {
    for (var branch : model.keySet()) {
      check(branch);
    }
    assertThat(Snapshot.of(opened.live())).isEqualTo(live.entries);
  }

  private void check(BranchRef branch) throws IOException {
    assertThat(seen(branch)).as("branch %s", branch).isEqualTo(known(branch).tree.entries);
  }

  private Map<String, String> seen(BranchRef branch) throws IOException {
    try (var pin = workspace().pin(branch)) {
      return Snapshot.of(pin.tree().fd(), false);
    }
  }

  private void edit(BranchRef branch, int times) throws IOException {
    var kept = new ArrayList<String>();
    writers.stream().filter(w -> w.branch().equals(branch)).forEach(w -> kept.add(w.path()));
    try (var pin = workspace().pin(branch)) {
      var twin = new TwinTree(pin.tree().fd(), known(branch).tree, random, Set.copyOf(kept));
      for (int i = 0; i < times; i++) {
        note(branch.name().value(), twin.step());
      }
    }
  }

  private void editLive(int times) throws IOException {
    int fd = FILES.openat(AT_FDCWD, opened.live().toString(), O_DIRECTORY, 0);
    try {
      var twin = new TwinTree(fd, live, random, Set.of());
      for (int i = 0; i < times; i++) {
        note("live", twin.step());
      }
    } finally {
      FILES.close(fd);
    }
  }

  private void fork() throws IOException {
    int count = 1 + random.nextInt(3);
    var from = anyBranch();
    if (model.size() + count > BRANCHES_MAX) {
      discard(anyBranch());
      return;
    }
    var name = random.nextBoolean() ? null : new BranchName("f" + names++);
    var forked = workspace().fork(from, count, name);
    history.add("fork " + from + " to " + forked.branches() + " " + forked.exactness());

    assertThat(forked.branches()).hasSize(count);
    if (layered()) {
      boolean copied = forked.exactness() == Exactness.COPIED;
      assertThat(copied).as("a fork is copied where somebody writes").isEqualTo(hasWriter(from));
    }
    for (var branch : forked.branches()) {
      model.put(branch, new Known(from, known(from).tree));
    }
  }

  private void commit(BranchRef branch) throws IOException {
    var child = known(branch);
    var parent = child.parent;
    if (parent == null) {
      assertThatThrownBy(() -> workspace().commit(branch, "")).hasMessageContaining("trunk");
      return;
    }
    var into = known(parent);
    var expected = MergeModel.outcome(child.fork.entries, child.tree.entries, into.tree.entries);
    boolean nothing = child.tree.entries.equals(child.fork.entries);
    history.add("commit " + branch + " into " + parent);
    Committed committed;
    try {
      committed = workspace().commit(branch, "message");
    } catch (RefusalException e) {
      history.add(e.getMessage());
      assertThat(hasWriter(parent)).as("only writers keep one out: %s", e.getMessage()).isTrue();
      check(parent);
      check(branch);
      return;
    }
    history.add(committed.toString());
    switch (committed) {
      case Committed.Conflicted(var conflicts) -> {
        var paths = conflicts.stream().map(Committed.Conflict::path).distinct().toList();
        assertThat(paths).containsAll(expected.conflicts());
        assertThat(expected.conflicts()).isNotEmpty();
      }
      case Committed.Done done -> {
        assertThat(expected.conflicts()).isEmpty();
        if (nothing) {
          assertThat(done.files()).isZero();
        }
        committed(branch, child, into, expected.tree(), nothing);
      }
    }
    check(parent);
    check(branch);
  }

  private void committed(
      BranchRef branch, Known child, Known into, Map<String, String> merged, boolean nothing)
      throws IOException {
    into.tree = union(merged, into.tree, child.tree);
    var seen = seen(branch);
    boolean stays = !layered() || hasWriter(branch) || nothing;
    if (!stays || !seen.equals(child.tree.entries)) {
      assertThat(seen).as("the branch stands on its parent").isEqualTo(merged);
      child.tree = union(merged, into.tree, child.tree);
    }
    child.fork = child.tree.copy();
  }

  private static ModelTree union(Map<String, String> entries, ModelTree one, ModelTree other) {
    var tree = new ModelTree(entries, one.linked);
    tree.linked.addAll(other.linked);
    return tree;
  }

  private void discard(BranchRef branch) throws IOException {
    var below = below(branch);
    boolean recursive = random.nextBoolean();
    history.add("discard " + branch + (recursive ? " with all below" : ""));
    if (branch.equals(main) || (!recursive && below.size() > 1)) {
      assertThatThrownBy(() -> workspace().discard(branch, recursive))
          .isInstanceOf(RefusalException.class);
      return;
    }
    assertThat(workspace().discard(branch, recursive)).containsExactlyInAnyOrderElementsOf(below);
    model.keySet().removeAll(below);
    for (var writer : List.copyOf(writers)) {
      if (below.contains(writer.branch())) {
        FILES.close(writer.fd());
        writers.remove(writer);
      }
    }
  }

  private List<BranchRef> below(BranchRef branch) {
    var below = new ArrayList<>(List.of(branch));
    for (int i = 0; i < below.size(); i++) {
      var parent = below.get(i);
      model.forEach((ref, known) -> {
        if (parent.equals(known.parent)) {
          below.add(ref);
        }
      });
    }
    return below;
  }

  private void refresh() throws Exception {
    editLive(random.nextInt(5));
    var trunk = known(main);
    var expected = MergeModel.outcome(origin.entries, live.entries, trunk.tree.entries);
    history.add("refresh");
    Refreshed refreshed;
    try {
      refreshed = workspace().refresh(workspace().project(null), Progress.NONE);
    } catch (RefusalException e) {
      history.add(e.getMessage());
      assertThat(hasWriter(main)).as("only writers keep one out: %s", e.getMessage()).isTrue();
      return;
    }
    history.add(refreshed.toString());
    var paths = refreshed.conflicts().stream().map(Committed.Conflict::path).distinct().toList();
    assertThat(paths.isEmpty()).isEqualTo(expected.conflicts().isEmpty());
    assertThat(paths).containsAll(expected.conflicts());
    if (expected.conflicts().isEmpty()) {
      var statuses = origin.allStatuses(live);
      long added = statuses.entrySet().stream().filter(e -> isFile(live, e, "added")).count();
      assertThat(refreshed.added()).isEqualTo(added);
      trunk.tree = union(expected.tree(), trunk.tree, live);
      origin = live.copy();
      trunk.fork = origin.copy();
    }
    check(main);
  }

  private static boolean isFile(ModelTree tree, Map.Entry<String, String> change, String status) {
    return change.getValue().equals(status) && !tree.isDirectory(change.getKey());
  }

  private void apply(BranchRef branch) throws Exception {
    if (random.nextInt(3) == 0) {
      undoApply();
      return;
    }
    history.add("apply " + branch);
    var expected = new AppliedModel(origin, known(branch).tree, live);
    var applied = workspace().applyTo(branch, null, Progress.NONE);
    history.add(applied.toString());
    switch (applied) {
      case Applied.Conflicted(var conflicts) ->
          assertThat(conflicts.stream().map(Committed.Conflict::path))
              .containsExactlyInAnyOrderElementsOf(expected.conflicts());
      case Applied.Done _ -> {
        assertThat(expected.conflicts()).isEmpty();
        if (!expected.wanted().isEmpty()) {
          beforeApply = live.copy();
        }
        expected.apply(live);
      }
    }
    assertThat(Snapshot.of(opened.live())).isEqualTo(live.entries);
  }

  private void undoApply() throws Exception {
    var before = beforeApply;
    history.add("undo the last apply");
    if (before == null) {
      assertThatThrownBy(() -> workspace().undoApply(null)).hasMessageContaining("there was none");
      return;
    }
    switch (workspace().undoApply(null)) {
      case Applied.Conflicted(var conflicts) -> {
        history.add("kept out by " + conflicts);
        assertThat(conflicts).isNotEmpty();
      }
      case Applied.Done(var paths, var _, var _) -> {
        history.add("undone: " + paths);
        var now = new ModelTree(Snapshot.of(opened.live()), Set.of());
        for (var path : paths) {
          boolean stays = !before.has(path) && !now.below(path).isEmpty(); // Others use it by now.
          if (!stays) {
            assertThat(now.entries.get(path)).as(path).isEqualTo(before.entries.get(path));
          }
        }
        beforeApply = null;
        live.entries.clear();
        live.entries.putAll(now.entries);
      }
    }
    assertThat(Snapshot.of(opened.live())).isEqualTo(live.entries);
  }

  private void diff(BranchRef branch, BranchRef against) throws IOException {
    boolean own = branch.equals(against);
    var before = own ? known(branch).fork : known(against).tree;
    var compared = workspace().diff(branch, own ? null : against, random.nextBoolean());
    history.add("diff " + branch + (own ? "" : " against " + against));
    var seen = new HashMap<String, String>();
    for (var file : compared.files()) {
      var from = file.renamedFrom();
      seen.put(file.path(), from == null ? file.status() : "added");
      if (from != null) {
        seen.put(from, "deleted");
      }
    }
    assertThat(seen).isEqualTo(before.statuses(known(branch).tree));
  }

  private void write() throws IOException {
    if (options.equals(FEW_TREES)) {
      return; // A tree may be closed when nothing shows it; a writer of a real branch has a shell.
    }
    if (writers.size() < WRITERS_MAX) {
      var branch = anyBranch();
      var path = "w" + names++;
      try (var pin = workspace().pin(branch)) {
        int flags = O_WRONLY | O_CREAT | O_APPEND;
        writers.add(new Writer(branch, path, FILES.openat2(pin.tree().fd(), path, flags, 0644)));
      }
      known(branch).tree.file(path, 0644, "");
      history.add(branch.name() + ": opens " + path);
    }
    var writer = writers.get(random.nextInt(writers.size()));
    FILES.writeAll(writer.fd(), "more\n".getBytes(ISO_8859_1));
    var tree = known(writer.branch()).tree;
    tree.file(writer.path(), 0644, tree.content(writer.path()) + "more\n");
    history.add(writer.branch().name() + ": writes " + writer.path());
  }

  private void stopWriting() {
    if (!writers.isEmpty()) {
      var writer = writers.removeFirst();
      FILES.close(writer.fd());
      history.add(writer.branch().name() + ": closes " + writer.path());
    }
  }

  private void restart() throws IOException {
    history.add("restart");
    while (!writers.isEmpty()) {
      stopWriting();
    }
    opened.close();
    opened = OpenedWorkspace.open(folder, Faults.NONE, kinds, options);
    assertThat(workspace().repairs()).as("what had to be repaired after an orderly end").isEmpty();
    checkAll();
  }

  /// Discards all but the trunk, ends, and sees that nothing is left over.
  void end() throws IOException {
    while (!writers.isEmpty()) {
      stopWriting();
    }
    for (var branch : List.copyOf(model.keySet())) {
      if (!branch.equals(main) && model.containsKey(branch)) {
        var gone = below(branch);
        workspace().discard(branch, true);
        model.keySet().removeAll(gone);
      }
    }
    restart();
    assertThat(workspace().branches()).isEqualTo(1);
  }

  @Override
  public void close() throws IOException {
    writers.forEach(writer -> FILES.close(writer.fd()));
    opened.close();
  }
}
