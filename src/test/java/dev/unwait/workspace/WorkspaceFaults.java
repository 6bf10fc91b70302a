package dev.unwait.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.ProjectName;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.testing.Await;
import dev.unwait.testing.OneFault;
import dev.unwait.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each system call of each operation is made to fail in turn: what fails has changed nothing, says
/// why, leaves nothing open, and the workspace goes on, now and after the next start. Alone,
/// because it counts the descriptors of this JVM.
@NullMarked
abstract class WorkspaceFaults {
  private static final int CALLS_MAX = 2_000;
  private static final int RESTART_EVERY = 7;
  private static final long SECONDS_MAX = 10;

  private final OneFault fault = OneFault.failing();
  @TempDir Path folder;

  /// Every how many calls one fails.
  abstract int step();

  private OpenedWorkspace opened;
  private BranchRef main;

  /// What is tried, on a branch `child` of main that was written to.
  @FunctionalInterface
  private interface Operation {
    void run(Workspace workspace, BranchRef child) throws Exception;
  }

  /// Readies what an operation needs.
  @FunctionalInterface
  private interface Setting {
    void make(BranchRef child, int call) throws Exception;
  }

  @BeforeEach
  void start() throws Exception {
    open();
    main = opened.importTree("a.txt", "1\n2\n3\n4\n5\n", "dir/b.txt", "b\n", "old/c.txt", "c\n");
  }

  private void open() throws IOException {
    opened =
        OpenedWorkspace.open(folder, fault, EnumSet.allOf(Backend.Kind.class), Options.DEFAULT);
  }

  private void everyCallFails(Setting setting, Operation operation) throws Exception {
    var struck = "first";
    strike(setting, operation, CALLS_MAX); // None fails; all classes are loaded.
    long open = descriptors();
    int call = 1;
    for (; !struck.isEmpty(); call += step()) {
      struck = strike(setting, operation, call);
      assertThat(Await.within(SECONDS_MAX, () -> descriptors() <= open))
          .as("descriptors are closed after call %d, %s", call, struck)
          .isTrue();
      if (call / step() % RESTART_EVERY == 0) {
        restart();
      }
      assertThat(call).as("an operation of few calls").isLessThan(CALLS_MAX);
    }
    assertThat(call).as("calls that could fail").isGreaterThan(1);
    restart();
    opened.close();
  }

  /// @return the call that failed; empty if it was not reached
  private String strike(Setting setting, Operation operation, int call) throws Exception {
    var child = opened.workspace().fork(main, 1, new BranchName("child")).branches().getFirst();
    opened.write(child, "a.txt", "call " + call + "\n2\n3\n4\n5\n");
    opened.write(child, "dir/new" + call % 3, "new " + call + "\n");
    setting.make(child, call);
    var before = everything();
    var mounts = Files.readString(Path.of("/proc/self/mountinfo"));
    fault.arm(call);
    boolean failed = false;
    try {
      operation.run(opened.workspace(), child);
    } catch (IOException e) {
      failed = true;
      assertThat(e).hasStackTraceContaining("EIO");
    }
    var struck = fault.disarm();
    if (failed) {
      assertThat(everything()).as("after call %d, %s", call, struck).isEqualTo(before);
    }
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
    checkAlive(call);
    for (var row : opened.workspace().list(null)) {
      if (row.parent() != null && row.parent().equals(main)) {
        opened.workspace().discard(row.branch(), true);
      }
    }
    return struck;
  }

  private void checkAlive(int call) throws IOException {
    var other = opened.fork(main);
    opened.write(other, "alive", "call " + call);
    assertThat(opened.workspace().commit(other, "")).isInstanceOf(Committed.Done.class);
    assertThat(opened.read(main, "alive")).isEqualTo("call " + call);
  }

  /// All branches and the live tree.
  private Map<String, Map<String, String>> everything() throws IOException {
    var all = new TreeMap<String, Map<String, String>>();
    for (var row : opened.workspace().list(null)) {
      try (var pin = opened.workspace().pin(row.branch())) {
        all.put(row.branch().toString(), Snapshot.of(pin.tree().fd(), false));
      }
    }
    all.put("live", Snapshot.of(opened.live()));
    return all;
  }

  private void restart() throws IOException {
    var before = everything();
    opened.close();
    open();
    assertThat(opened.workspace().repairs()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  /// How many descriptors are open but those of the store, which has its own mind.
  private static long descriptors() throws IOException {
    var files = Linux.real().files();
    long count = 0;
    for (var entry : files.list(FileCalls.AT_FDCWD, "/proc/self/fd")) {
      if (!target("/proc/self/fd/" + entry.name()).contains("/journal/")) {
        count++;
      }
    }
    return count;
  }

  private static String target(String link) {
    try {
      return Linux.real().files().readlinkat(FileCalls.AT_FDCWD, link);
    } catch (IOException e) {
      return "/journal/"; // It was closed just now.
    }
  }

  private static void nothing(BranchRef child, int call) {}

  /// Has main move apart from the child.
  private void mainMoves(BranchRef child, int call) throws IOException {
    var other = opened.fork(main);
    opened.write(other, "dir/other" + call % 3, "call " + call + "\n");
    opened.write(other, "old/c.txt", "call " + call);
    opened.workspace().commit(other, "");
  }

  @Test
  void aForkHappensOrNot() throws Exception {
    everyCallFails(WorkspaceFaults::nothing, (workspace, child) -> workspace.fork(child, 2, null));
  }

  @Test
  void aCommitThatHandsOverHappensOrNot() throws Exception {
    everyCallFails(WorkspaceFaults::nothing, (workspace, child) -> workspace.commit(child, ""));
  }

  @Test
  void aCommitThatMergesHappensOrNot() throws Exception {
    everyCallFails(this::mainMoves, (workspace, child) -> workspace.commit(child, ""));
  }

  @Test
  void aDiscardHappensOrNot() throws Exception {
    everyCallFails(
        (child, call) -> opened.fork(child), (workspace, child) -> workspace.discard(child, true));
  }

  @Test
  void aDiffChangesNothing() throws Exception {
    everyCallFails(this::mainMoves, (workspace, child) -> workspace.diff(child, main, true));
  }

  @Test
  void aRefreshHappensOrNot() throws Exception {
    everyCallFails(
        (child, call) -> {
          mainMoves(child, call);
          Files.writeString(opened.live().resolve("live" + call % 3), "live " + call + "\n");
        },
        (workspace, child) -> workspace.refresh(workspace.project(null), Progress.NONE));
  }

  @Test
  void anApplyHappensOrNot() throws Exception {
    everyCallFails(
        WorkspaceFaults::nothing,
        (workspace, child) -> workspace.applyTo(child, null, Progress.NONE));
  }

  @Test
  void anImportHappensOrNot() throws Exception {
    var other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("file"), "content\n");
    Files.createSymbolicLink(other.resolve("link"), Path.of("file"));
    Files.createDirectory(other.resolve("empty"));
    var name = new ProjectName("other");
    everyCallFails(
        (child, call) -> {
          for (var project : opened.workspace().projects()) {
            if (project.name().equals(name)) {
              opened.workspace().forget(project);
            }
          }
        },
        (workspace, child) -> workspace.importTree(other, name, Progress.NONE));
  }
}
