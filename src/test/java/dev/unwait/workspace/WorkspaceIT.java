package dev.unwait.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.linux.Faults;
import dev.unwait.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class WorkspaceIT {
  @TempDir Path folder;

  @Test
  void aForkShowsWhatItsParentShowedAndKeepsItsOwnWrites() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "one", "dir/b.txt", "two");
      var first = opened.fork(main);
      opened.write(first, "a.txt", "changed");
      var second = opened.fork(first);
      opened.write(first, "a.txt", "changed again");

      assertThat(opened.read(main, "a.txt")).isEqualTo("one");
      assertThat(opened.read(first, "a.txt")).isEqualTo("changed again");
      assertThat(opened.read(second, "a.txt")).isEqualTo("changed");
      assertThat(opened.read(second, "dir/b.txt")).isEqualTo("two");
    }
  }

  @Test
  void everythingAcknowledgedIsThereAfterReopening() throws Exception {
    BranchRef first;
    BranchRef second;
    try (var opened = OpenedWorkspace.open(folder)) {
      first = opened.fork(opened.importTree("a.txt", "one"));
      opened.write(first, "a.txt", "changed");
      second = opened.fork(first);
    }
    try (var opened = OpenedWorkspace.open(folder)) {
      assertThat(opened.workspace().find("main").toString()).endsWith("/main");
      assertThat(opened.read(second, "a.txt")).isEqualTo("changed");
      assertThat(opened.read(first, "a.txt")).isEqualTo("changed");
    }
  }

  @Test
  void discardTakesChildrenOnlyWhenAskedTo() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var first = opened.fork(opened.importTree("a.txt", "one"));
      var second = opened.fork(first);

      assertThatThrownBy(() -> opened.workspace().discard(first, false))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining(second.name().value());
      assertThat(opened.workspace().discard(first, true)).containsExactly(first, second);
      assertThatThrownBy(() -> opened.read(second, "a.txt")).hasMessageContaining("no such branch");
      assertThatThrownBy(() -> opened.workspace().discard(opened.workspace().find("main"), true))
          .hasMessageContaining("trunk");
    }
  }

  @Test
  void namesAreNumberedAndNeverTakenTwice() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "one");
      var forked = opened.workspace().fork(main, 3, new BranchName("try"));

      assertThat(forked.branches())
          .extracting(ref -> ref.name().value())
          .containsExactly("try-1", "try-2", "try-3");
      assertThat(forked.exactness()).isEqualTo(Exactness.EXACT);
      assertThatThrownBy(() -> opened.workspace().fork(main, 2, new BranchName("try")))
          .hasMessageContaining("try-1 already");
      assertThat(opened.workspace().list(null)).hasSize(4);
    }
  }

  @Test
  void aCommitHandsItsLayersOverWhereTheParentHasNotMoved() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "one", "b.txt", "two");
      var fork = opened.fork(main);
      var sibling = opened.fork(main);
      opened.write(fork, "a.txt", "changed");
      opened.write(fork, "new.txt", "new");

      assertThat(opened.workspace().commit(fork, "m")).isEqualTo(new Committed.Done(2, 1));
      assertThat(opened.read(main, "a.txt")).isEqualTo("changed");
      assertThat(opened.read(main, "new.txt")).isEqualTo("new");
      assertThat(opened.read(sibling, "a.txt")).isEqualTo("one");
      assertThat(opened.workspace().diff(fork, null, true).files()).isEmpty();
      assertThat(opened.workspace().commit(fork, "again")).isEqualTo(new Committed.Done(0, 1));
    }
  }

  @Test
  void disjointChangesAndDistantLinesAreMerged() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "1\n2\n3\n4\n5\n", "b.txt", "two");
      var first = opened.fork(main);
      var second = opened.fork(main);
      opened.write(first, "a.txt", "one\n2\n3\n4\n5\n");
      opened.write(second, "a.txt", "1\n2\n3\n4\nfive\n");
      opened.write(second, "b.txt", "TWO");

      opened.workspace().commit(first, "");
      assertThat(opened.workspace().commit(second, "")).isEqualTo(new Committed.Done(2, 2));
      assertThat(opened.read(main, "a.txt")).isEqualTo("one\n2\n3\n4\nfive\n");
      assertThat(opened.read(second, "a.txt")).isEqualTo("one\n2\n3\n4\nfive\n");
      assertThat(opened.read(main, "b.txt")).isEqualTo("TWO");
    }
  }

  @Test
  void aConflictChangesNothing() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "one\n", "b.txt", "two");
      var first = opened.fork(main);
      var second = opened.fork(main);
      opened.write(first, "a.txt", "first\n");
      opened.write(second, "a.txt", "second\n");
      opened.write(second, "b.txt", "TWO");

      opened.workspace().commit(first, "");
      var outcome = opened.workspace().commit(second, "");

      assertThat(outcome)
          .isEqualTo(
              new Committed.Conflicted(
                  java.util.List.of(new Committed.Conflict("a.txt", "content"))));
      assertThat(opened.read(main, "b.txt")).isEqualTo("two");
      assertThat(opened.read(second, "b.txt")).isEqualTo("TWO");
    }
  }

  @Test
  void aRefreshBringsWhatChangedInTheLiveTree() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "one\n", "b.txt", "two", "c.txt", "three");
      var fork = opened.fork(main);
      opened.write(fork, "c.txt", "THREE");
      opened.workspace().commit(fork, "");
      Files.writeString(opened.live().resolve("a.txt"), "changed\n");
      Files.delete(opened.live().resolve("b.txt"));
      Files.writeString(opened.live().resolve("d.txt"), "four");

      var refreshed = opened.workspace().refresh(opened.workspace().project(null), Progress.NONE);

      assertThat(refreshed.added()).isEqualTo(1);
      assertThat(refreshed.modified()).isEqualTo(1);
      assertThat(refreshed.deleted()).isEqualTo(1);
      assertThat(opened.read(main, "a.txt")).isEqualTo("changed\n");
      assertThat(opened.read(main, "c.txt")).isEqualTo("THREE");
      assertThat(opened.read(main, "d.txt")).isEqualTo("four");
      assertThatThrownBy(() -> opened.read(main, "b.txt")).hasMessageContaining("ENOENT");
      assertThat(opened.workspace().diff(main, null, true).files())
          .extracting(Compared.File::path)
          .containsExactly("c.txt");
      var again = opened.workspace().refresh(opened.workspace().project(null), Progress.NONE);
      assertThat(again.added() + again.modified() + again.deleted()).isZero();
    }
  }

  @Test
  void manyCommitsAreCompactedAndStayTheSame() throws Exception {
    try (var opened = OpenedWorkspace.open(folder)) {
      var main = opened.importTree("a.txt", "one\n", "dir/b.txt", "two");
      for (int i = 0; i < 80; i++) {
        var fork = opened.fork(main);
        opened.write(fork, "f" + i % 7, "text " + i);
        assertThat(opened.workspace().commit(fork, "")).isInstanceOf(Committed.Done.class);
        opened.workspace().discard(fork, true);
      }
      for (int i = 73; i < 80; i++) {
        assertThat(opened.read(main, "f" + i % 7)).isEqualTo("text " + i);
      }
      assertThat(opened.read(main, "dir/b.txt")).isEqualTo("two");
      assertThat(opened.workspace().list(null).getFirst().layers()).isLessThan(80);
    }
  }

  @Test
  void anImportOfTheHomeOrOfNothingIsRefused() throws IOException {
    try (var opened = OpenedWorkspace.open(folder)) {
      assertThatThrownBy(() -> opened.workspace().importTree(opened.home(), null, Progress.NONE))
          .hasMessageContaining("own home");
      var nowhere = folder.resolve("nowhere");
      assertThatThrownBy(() -> opened.workspace().importTree(nowhere, null, Progress.NONE))
          .hasMessageContaining("no folder");
      Files.createDirectories(nowhere);
    }
  }

  @Test
  void aBranchFromWhichMuchIsForkedIsCompacted() throws Exception {
    var shallow = new Options(200, 100, 20, 60, 0, 6, 10_000, 64 << 10);
    var kinds = EnumSet.of(ModelRun.overlay());
    try (var opened = OpenedWorkspace.open(folder, Faults.NONE, kinds, shallow)) {
      var main = opened.importTree("a.txt", "0");
      for (int i = 1; i <= 100; i++) {
        opened.write(main, "a.txt", "" + i);
        var fork = opened.fork(main);
        assertThat(opened.read(fork, "a.txt")).isEqualTo("" + i);
        opened.workspace().discard(fork, false);
        assertThat(
                Await.within(10, () -> opened.workspace().list(null).getFirst().layers() < 60 / 2))
            .isTrue();
      }
    }
  }
}
