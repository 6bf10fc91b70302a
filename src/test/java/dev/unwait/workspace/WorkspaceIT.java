package dev.unwait.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
