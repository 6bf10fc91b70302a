package dev.unwait.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.delta.Conflict;
import dev.unwait.delta.Side;
import dev.unwait.delta.View;
import dev.unwait.linux.Linux;
import dev.unwait.testing.Overlays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real git in a child and its parent, merged, and looked at by real git.
@NullMarked
class GitMergeIT {
  private static final String SETUP =
      """
      export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null; export GIT_AUTHOR_NAME=a \
      GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; set -e;\
      """;
  private static final String REPOSITORY =
      """
      git init -q -b main . && echo base > a && mkdir d && echo base > d/b && echo base > c && \
      git add -A && git commit -q -m base && git branch side\
      """;
  private final Linux linux = Linux.real();
  @TempDir Path folder;
  private @Nullable Overlays made;
  private List<Path> fork = List.of();

  private Overlays overlays() {
    return Objects.requireNonNull(made);
  }

  @BeforeEach
  void repository() throws IOException {
    made = new Overlays(folder);
    fork = layer(List.of(overlays().layer()), REPOSITORY);
  }

  @AfterEach
  void close() throws IOException {
    overlays().close();
  }

  @Test
  void commitsOnDifferentBranchesAreBothKept() throws IOException {
    int merged =
        merge(
            "git checkout -q side && echo child > a && git commit -q -am child && git checkout -q main",
            "echo parent > c && git commit -q -am parent");

    assertThat(git(merged, "log --format=%s side")).isEqualTo("child\nbase\n");
    assertThat(git(merged, "log --format=%s main")).isEqualTo("parent\nbase\n");
    assertThat(git(merged, "status --porcelain")).isEmpty();
  }

  @Test
  void aCommitMeetsUncommittedChanges() throws IOException {
    int merged =
        merge("echo child > a && git commit -q -am child", "echo parent > c && git status -s");

    assertThat(git(merged, "log --format=%s")).isEqualTo("child\nbase\n");
    assertThat(git(merged, "status --porcelain")).isEqualTo(" M c\n");
    assertThat(git(merged, "reflog --format=%gs")).startsWith("commit: child\n");
  }

  @Test
  void uncommittedChangesMeetACommit() throws IOException {
    int merged =
        merge(
            "echo child > a && echo new > n && git add n && git status -s",
            "echo parent > c && git commit -q -am parent");

    assertThat(git(merged, "log --format=%s")).isEqualTo("parent\nbase\n");
    assertThat(git(merged, "status --porcelain")).isEqualTo(" M a\nA  n\n");
  }

  @Test
  void twoCommitsOnOneBranchAreAConflict() throws IOException {
    assertThat(
            conflicts(
                "echo child > a && git commit -q -am child",
                "echo parent > c && git commit -q -am parent"))
        .contains(new Conflict(".git/refs/heads/main", Conflict.Kind.REF));
  }

  @Test
  void theLaterOfTwoCommitsOnOneBranchWins() throws IOException {
    var shared = layer(fork, "git commit -q --allow-empty -m one && git gc -q");
    var child = layer(shared, "git commit -q --allow-empty -m two");

    int merged = merged(fork, child, shared);

    assertThat(git(merged, "log --format=%s")).isEqualTo("two\none\nbase\n");
    assertThat(git(merged, "status --porcelain")).isEmpty();
  }

  @Test
  void aParentThatCollectedItsGarbageGetsBackWhatTheChildNeeds() throws IOException {
    fork =
        layer(
            fork,
            "echo lost > a && git commit -q -am lost && git tag keep && git reset -q --hard HEAD~1");

    int merged =
        merge(
            "git branch again keep",
            "git tag -d keep >/dev/null && git reflog expire --expire=now --all"
                + " && git gc -q --prune=now && echo parent > c && git commit -q -am parent");

    assertThat(git(merged, "log --format=%s again")).isEqualTo("lost\nbase\n");
    assertThat(git(merged, "tag")).isEmpty();
  }

  @Test
  void aChildThatPackedEverythingLosesNothing() throws IOException {
    int merged =
        merge(
            "git commit -q --allow-empty -m child && git gc -q --prune=now",
            "git checkout -q side && echo parent > c && git commit -q -am parent"
                + " && git checkout -q main && git repack -q -a -d && git commit-graph write");

    assertThat(git(merged, "log --format=%s main side")).contains("child", "parent", "base");
    assertThat(git(merged, "status --porcelain")).isEmpty();
  }

  @Test
  void packedReferencesAreNoChangeByThemselves() throws IOException {
    int merged = merge("git pack-refs --all", "git branch -D side -q && git branch other");

    assertThat(git(merged, "branch --format='%(refname:short)'")).isEqualTo("main\nother\n");
  }

  @Test
  void aDeletedBranchGoesFromThePackedReferences() throws IOException {
    fork = layer(fork, "git pack-refs --all");

    int merged = merge("git branch -D side -q", "git branch other");

    assertThat(git(merged, "branch --format='%(refname:short)'")).isEqualTo("main\nother\n");
  }

  @Test
  void stashesTagsAndADetachedHeadComeAlong() throws IOException {
    int merged =
        merge(
            "echo child > a && git stash -q && git tag -a v1 -m v1 && git checkout -q --detach",
            "git tag v2 && echo parent > c");

    assertThat(git(merged, "stash list --format=%gd")).isEqualTo("stash@{0}\n");
    assertThat(git(merged, "tag")).isEqualTo("v1\nv2\n");
    assertThat(git(merged, "rev-parse --abbrev-ref HEAD")).isEqualTo("HEAD\n");
    assertThat(git(merged, "status --porcelain")).isEqualTo(" M c\n");
  }

  @Test
  void twoStashesAreAConflict() throws IOException {
    assertThat(conflicts("echo child > a && git stash -q", "echo parent > c && git stash -q"))
        .contains(new Conflict(".git/refs/stash", Conflict.Kind.REF));
  }

  @Test
  void bothIndexesCount() throws IOException {
    int merged =
        merge("echo child > a && git add a", "echo parent > c && git add c && git rm -q d/b");

    assertThat(git(merged, "status --porcelain")).isEqualTo("M  a\nM  c\nD  d/b\n");
  }

  @Test
  void namesOfBranchesThatCannotStandTogetherAreAConflict() throws IOException {
    assertThat(conflicts("git branch x/y", "git branch x"))
        .contains(new Conflict(".git/refs/heads/x/y", Conflict.Kind.REF));
  }

  @Test
  void locksThatWereLeftBehindStayBehind() throws IOException {
    int merged = merge("touch .git/index.lock && echo child > a", "echo parent > c");

    assertThat(git(merged, "add -A && git status --porcelain")).isEqualTo("M  a\nM  c\n");
  }

  @Test
  void configurationIsMergedAsText() throws IOException {
    int merged =
        merge(
            "git config user.name child && git branch one",
            "sed -i '1i [alias]\\n\\tx = status' .git/config && git branch two");

    assertThat(git(merged, "config user.name")).isEqualTo("child\n");
    assertThat(git(merged, "config alias.x")).isEqualTo("status\n");
  }

  @Test
  void submodulesAreRepositoriesOfTheirOwn() throws IOException {
    fork =
        layer(
            fork,
            "git init -q -b main ../sub.$$ && git -C ../sub.$$ commit -q --allow-empty -m sub"
                + " && git -c protocol.file.allow=always submodule --quiet add ../sub.$$ sub"
                + " && git commit -q -m submodule && git -C sub branch one && rm -rf ../sub.$$");

    int merged =
        merge(
            "cd sub && git checkout -q one && git commit -q --allow-empty -m child"
                + " && git checkout -q main",
            "cd sub && git commit -q --allow-empty -m parent");

    assertThat(overlays().run(merged, SETUP + "cd sub && git log --format=%s one main"))
        .contains("child", "parent", "sub");
    assertThat(overlays().run(merged, SETUP + "cd sub && git fsck --strict"))
        .doesNotContain("error");
  }

  @Test
  void linkedWorkTreesKeepTheirOwnHeads() throws IOException {
    fork = layer(fork, "git worktree add -q wt side");

    int merged =
        merge(
            "cd wt && echo child > a && git commit -q -am child",
            "echo parent > c && git commit -q -am parent");

    assertThat(git(merged, "log --format=%s side")).isEqualTo("child\nbase\n");
    assertThat(git(merged, "log --format=%s main")).isEqualTo("parent\nbase\n");
  }

  /// Runs git there as real git, whose check of the whole repository has to pass.
  private String git(int tree, String arguments) throws IOException {
    return overlays().run(tree, SETUP + "git " + arguments);
  }

  private List<Path> layer(List<Path> lowers, String commands) throws IOException {
    var top = overlays().layer();
    overlays().run(overlays().live(top, lowers), SETUP + commands);
    overlays().closeTrees();
    var layers = new ArrayList<>(lowers);
    layers.addFirst(top);
    return layers;
  }

  private int merge(String childCommands, String parentCommands) throws IOException {
    return merged(fork, layer(fork, childCommands), layer(fork, parentCommands));
  }

  private int merged(List<Path> base, List<Path> child, List<Path> parent) throws IOException {
    var layer = overlays().layer();
    int c = overlays().view(child);
    int p = overlays().view(parent);
    var plan = plan(base, child, c, parent, p);
    assertThat(plan.conflicts()).isEmpty();
    LayerWriter.write(
        linux, plan.edits(), new View(linux, c), new View(linux, p), child, layer, false);
    var layers = new ArrayList<>(parent);
    layers.addFirst(layer);
    int merged = overlays().live(overlays().layer(), layers);
    var said = overlays().run(merged, SETUP + "git fsck --strict --no-dangling 2>&1");
    assertThat(said).doesNotContain("error", "warning", "missing", "broken");
    return merged;
  }

  private List<Conflict> conflicts(String childCommands, String parentCommands) throws IOException {
    var child = layer(fork, childCommands);
    var parent = layer(fork, parentCommands);
    return plan(fork, child, overlays().view(child), parent, overlays().view(parent)).conflicts();
  }

  private MergePlan plan(List<Path> base, List<Path> child, int c, List<Path> parent, int p)
      throws IOException {
    return Merge.plan(
        linux, new Side(overlays().view(base), base), new Side(c, child), new Side(p, parent));
  }
}
