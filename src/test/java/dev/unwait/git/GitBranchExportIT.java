package dev.unwait.git;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.delta.Change;
import dev.unwait.delta.Delta;
import dev.unwait.delta.Side;
import dev.unwait.delta.View;
import dev.unwait.linux.Linux;
import dev.unwait.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class GitBranchExportIT {
  private final Linux linux = Linux.real();
  @TempDir Path folder;
  private Path user = Path.of("");
  private Path base = Path.of("");
  private Path branch = Path.of("");

  @BeforeEach
  void repository() throws IOException {
    user = Files.createDirectory(folder.resolve("user"));
    base = folder.resolve("base");
    branch = folder.resolve("branch");
    git(
        "git init -q -b main . && git config user.name someone && git config user.email some@one"
            + " && echo text > a && mkdir d && echo x > d/x && ln -s a link"
            + " && echo 'out/' > .gitignore && echo '*.log' > d/.gitignore && echo '!keep.log' >>"
            + " d/.gitignore && git add -A && git commit -q -m base"
            + " && echo '#!/bin/sh\necho hook-ran >&2; exit 1' > .git/hooks/post-commit"
            + " && cp .git/hooks/post-commit .git/hooks/reference-transaction"
            + " && chmod +x .git/hooks/*-*");
    Shell.run(folder, "cp -a user base && cp -a user branch");
  }

  @Test
  void changesBecomeOneCommitAndTheUsersFilesStay() throws IOException {
    git("echo dirty > d/x; echo staged > s; git add s");
    var status = git("git status --porcelain");
    branch(
        "echo new > n; chmod +x a; rm d/x; ln -sfn d link; mkdir out; echo o > out/o;"
            + " echo l > d/l.log; echo k > d/keep.log; mkdir -p deep/er; echo e > deep/er/e");

    var exported = export("fix");

    assertThat(git("git diff --no-renames --name-status main fix"))
        .isEqualTo("M\ta\nA\td/keep.log\nD\td/x\nA\tdeep/er/e\nM\tlink\nA\tn\n");
    assertThat(exported.files()).isEqualTo(6);
    assertThat(exported.ref()).isEqualTo("refs/heads/fix");
    assertThat(git("git rev-parse fix").strip()).isEqualTo(exported.commit());
    assertThat(git("git log -1 --format='%an %ae %cn %s' fix"))
        .isEqualTo("someone some@one someone Take it\n");
    assertThat(git("git ls-tree fix a link")).contains("100755 blob", "120000 blob");
    assertThat(git("git status --porcelain")).isEqualTo(status);
    assertThat(git("git fsck --strict")).isEmpty();
  }

  @Test
  void commitsOfTheBranchComeAlong() throws IOException {
    branch("rm .git/hooks/*-*; echo one > a; git commit -q -am one; git gc -q; echo two > n");

    export("fix");

    assertThat(git("git log --format=%s fix")).isEqualTo("Take it\none\nbase\n");
    assertThat(git("git show fix:n")).isEqualTo("two\n");
    assertThat(git("git fsck --strict")).isEmpty();
  }

  @Test
  void committedWorkAloneNeedsNoCommitOnTop() throws IOException {
    branch("echo one > a; rm .git/hooks/*-*; git commit -q -am one");

    var exported = export("fix");

    assertThat(git("git log --format=%s fix")).isEqualTo("one\nbase\n");
    assertThat(exported.files()).isEqualTo(1);
  }

  @Test
  void aBranchThatExistsIsNotTouched() throws IOException {
    git("git -c core.hooksPath=none branch fix; git -c core.hooksPath=none branch a/b");
    branch("echo new > n");

    assertThatThrownBy(() -> export("fix")).isInstanceOf(RefusalException.class);
    assertThatThrownBy(() -> export("a"))
        .isInstanceOfSatisfying(
            RefusalException.class,
            e -> assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.CONFLICT));
    assertThatThrownBy(() -> export("no..name")).isInstanceOf(RefusalException.class);
    assertThat(git("git rev-parse fix")).isEqualTo(git("git rev-parse main"));
  }

  @Test
  void nothingToKeepIsRefused() throws IOException {
    branch("mkdir out; echo o > out/o; touch a");

    assertThatThrownBy(() -> export("fix")).hasMessageContaining("nothing that git keeps");
    assertThat(git("git branch --list fix")).isEmpty();
  }

  @Test
  void filtersAreNamed() throws IOException {
    branch("echo '*.bin filter=lfs diff=lfs -text' > .gitattributes; echo b > x.bin");

    assertThat(export("fix").notes())
        .containsExactly(".gitattributes asks for filter=lfs, which was not done");
  }

  @Test
  void aDirectoryOfARepositoryIsExportedInItsPlace() throws IOException {
    var inner = folder.resolve("branch/d");
    Files.writeString(inner.resolve("y"), "y");

    var exported = export(user.resolve("d"), folder.resolve("base/d"), inner, "fix");

    assertThat(exported.files()).isEqualTo(1);
    assertThat(git("git show fix:d/y")).isEqualTo("y");
  }

  @Test
  void noRepositoryIsSaid() throws IOException {
    var plain = Files.createDirectory(folder.resolve("plain"));
    branch("echo new > n");

    assertThatThrownBy(() -> export(plain, base, branch, "fix"))
        .hasMessageContaining("no git repository can be opened");
  }

  @Test
  void aRepositoryThatLeadsElsewhereIsNotRead() throws IOException {
    branch("echo one > a; rm .git/hooks/*-*; git commit -q -am one; mv .git/objects ../stolen");
    branch("ln -s ../../stolen .git/objects");

    assertThatThrownBy(() -> export("fix")).hasMessageContaining("no directory .git/objects");
  }

  private GitBranchExport.Exported export(String name) throws IOException {
    return export(user, base, branch, name);
  }

  private GitBranchExport.Exported export(Path project, Path before, Path after, String name)
      throws IOException {
    int was = linux.files().openat(AT_FDCWD, before.toString(), O_DIRECTORY, 0);
    int is = linux.files().openat(AT_FDCWD, after.toString(), O_DIRECTORY, 0);
    try {
      var changed =
          Delta.between(linux, new Side(was, List.of()), new Side(is, List.of())).stream()
              .map(Change::path)
              .toList();
      return GitBranchExport.export(
          new GitBranchExport.Request(project, name, "Take it", new View(linux, is), changed));
    } finally {
      linux.files().close(was);
      linux.files().close(is);
    }
  }

  private String git(String command) throws IOException {
    return Shell.run(user, command);
  }

  private void branch(String command) throws IOException {
    Shell.run(branch, command);
  }
}
