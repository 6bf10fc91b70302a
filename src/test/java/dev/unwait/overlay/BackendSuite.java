package dev.unwait.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every back end must do.
@NullMarked
abstract class BackendSuite {
  final Linux linux = Linux.real();
  final FileCalls files = linux.files();
  final Trees trees = new Trees(linux);
  @TempDir Path home;
  Backend backend;
  LayerId base;

  abstract Backend create(Linux linux, Path layers) throws IOException;

  @BeforeEach
  void start() throws IOException {
    backend = create(linux, home.resolve("layers"));
    base = trees.next();
    trees.fillBase(backend.directory(base));
  }

  @AfterEach
  void end() throws IOException {
    backend.close();
  }

  LiveTree open() throws IOException {
    return backend.open(trees.next(), List.of(base));
  }

  Path folder(String name) throws IOException {
    return Files.createDirectories(home.resolve(name));
  }

  @Test
  void aBranchShowsItsBaseAndKeepsItsWritesToItself() throws IOException {
    try (var one = open();
        var two = open()) {
      assertThat(one.clean()).isTrue();
      trees.append(one, "a", "and more\n");
      files.unlinkat(one.fd(), "dir/b", 0);

      assertThat(one.clean()).isFalse();
      assertThat(two.clean()).isTrue();
      assertThat(trees.read(one, "a")).isEqualTo("a of the base\nand more\n");
      assertThat(trees.exists(one, "dir/b")).isFalse();
      assertThat(trees.read(two, "a")).isEqualTo("a of the base\n");
      assertThat(trees.read(two, "dir/b")).isEqualTo("b of the base\n");
      assertThat(backend.directory(base).resolve("a")).hasContent("a of the base\n");
    }
  }

  @Test
  void aChangeOfTheRootItselfIsAChange() throws IOException {
    try (var tree = open()) {
      assertThat(tree.clean()).isTrue();
      files.fchmodat(tree.fd(), ".", 0700);
      assertThat(tree.clean()).isFalse();
    }
  }

  @Test
  void theRootLooksLikeThatOfTheBase() throws IOException {
    var root = backend.directory(base);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x---"));
    files.utimensat(FileCalls.AT_FDCWD, root.toString(), 1_000_000_007L, 2_000_000_009L);

    try (var tree = open()) {
      var stat = files.fstat(tree.fd());
      assertThat(stat.permissions()).isEqualTo(0750);
      assertThat(stat.mtimeNanos()).isEqualTo(2_000_000_009L);
    }
  }

  @Test
  void aFrozenLayerIsTheStartOfNewBranches() throws IOException {
    var tree = open();
    trees.append(tree, "new", "1");
    var frozen = backend.freeze(tree, trees.next(), List.of(), false);
    tree = frozen.live();
    trees.append(tree, "new", "2");

    try (var fork = backend.open(trees.next(), List.of(frozen.frozen(), base))) {
      assertThat(trees.read(fork, "new")).isEqualTo("1");
      assertThat(trees.read(tree, "new")).isEqualTo("12");
    }
    tree.close();
  }

  @Test
  void aViewShowsAllLayersAndCannotBeWrittenTo() throws IOException {
    var tree = open();
    trees.append(tree, "new", "1");
    files.unlinkat(tree.fd(), "dir/b", 0);
    var frozen = backend.freeze(tree, trees.next(), List.of(), false);

    try (var view = backend.view(List.of(frozen.frozen(), base));
        var below = backend.view(List.of(base))) {
      assertThat(trees.read(view, "new")).isEqualTo("1");
      assertThat(trees.read(view, "a")).isEqualTo("a of the base\n");
      assertThat(trees.exists(view, "dir/b")).isFalse();
      assertThat(trees.read(below, "dir/b")).isEqualTo("b of the base\n");
      assertThatThrownBy(() -> trees.append(view, "x", "x")).hasMessageContaining("EROFS");
      assertThatThrownBy(() -> trees.append(below, "x", "x")).hasMessageContaining("EROFS");
    }
    frozen.live().close();
  }

  @Test
  void aBusyBranchIsCopiedAndNotDisturbed() throws IOException {
    var tree = open();
    trees.append(tree, "new", "1");
    files.linkat(tree.fd(), "new", tree.fd(), "second");
    files.unlinkat(tree.fd(), "dir/b", 0);
    linux.attributes().lsetxattr(tree.fd(), "new", "user.colour", new byte[] {1, 2});

    var frozen = backend.freeze(tree, trees.next(), List.of(), true);

    assertThat(frozen.exactness()).isEqualTo(Exactness.COPIED);
    assertThat(frozen.live()).isSameAs(tree);
    trees.append(tree, "new", "2");
    try (var fork = backend.open(trees.next(), List.of(frozen.frozen(), base))) {
      assertThat(trees.read(fork, "new")).isEqualTo("1");
      assertThat(files.lstat(fork.fd(), "second").nlink()).isEqualTo(2);
      assertThat(trees.exists(fork, "dir/b")).isFalse();
      assertThat(linux.attributes().lgetxattr(fork.fd(), "new", "user.colour"))
          .containsExactly(1, 2);
      assertThat(trees.read(tree, "new")).isEqualTo("12");
    }
    tree.close();
  }

  @Test
  void aBranchIsShownInANamespace() throws Exception {
    var path = folder("place");
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = new Place(shell.namespace(), path.toString());
      backend.show(tree, place);

      assertThat(shell.run("cat " + path + "/dir/b")).isEqualTo("b of the base\n");
      shell.run("cd " + path + " && x=kept && echo written > fresh");
      assertThat(trees.read(tree, "fresh")).isEqualTo("written\n");
      assertThat(path.resolve("fresh")).doesNotExist();

      var frozen = backend.freeze(tree, trees.next(), List.of(place), false);
      shell.run("cd \"$PWD\"; echo more >> fresh");
      assertThat(trees.read(frozen.live(), "fresh")).isEqualTo("written\nmore\n");
      assertThat(shell.run("echo $x $PWD")).isEqualTo("kept " + path + "\n");
      assertThat(backend.directory(frozen.frozen()).resolve("fresh")).hasContent("written\n");
      frozen.live().close();
    }
  }

  @Test
  void aPlaceMayLieBelowAnotherMount() throws Exception {
    var below = folder("below");
    try (var shell = new Shell(linux);
        var tree = open()) {
      shell.run("mount -t tmpfs tmpfs " + below + " && mkdir " + below + "/deep");
      var place = new Place(shell.namespace(), below + "/deep");
      backend.show(tree, place);
      assertThat(shell.run("cat " + below + "/deep/a")).isEqualTo("a of the base\n");

      var live = backend.freeze(tree, trees.next(), List.of(place), false).live();
      trees.append(live, "a", "more\n");
      assertThat(shell.run("cat " + below + "/deep/a")).isEqualTo("a of the base\nmore\n");
      live.close();
    }
  }

  @Test
  void aCleanBranchTakesOtherLayersAtAllItsPlaces() throws Exception {
    var path = folder("place");
    try (var one = new Shell(linux);
        var two = new Shell(linux);
        var tree = open()) {
      var places =
          List.of(
              new Place(one.namespace(), path.toString()),
              new Place(two.namespace(), path.toString()));
      backend.show(tree, places.get(0));
      backend.show(tree, places.get(1));
      var other = trees.next();
      trees.fillBase(backend.directory(other));
      Files.writeString(backend.directory(other).resolve("other"), "other\n");

      var live = backend.exchange(tree, trees.next(), List.of(other), places).orElseThrow();

      assertThat(one.run("cat " + path + "/other")).isEqualTo("other\n");
      assertThat(two.run("cat " + path + "/other; echo w > " + path + "/w")).isEqualTo("other\n");
      assertThat(trees.read(live, "w")).isEqualTo("w\n");
      backend.delete(List.of(tree.top()));
      live.close();
    }
  }

  @Test
  void aBranchThatWasWrittenToKeepsItsLayers() throws Exception {
    var path = folder("place");
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = new Place(shell.namespace(), path.toString());
      backend.show(tree, place);
      shell.run("echo w > " + path + "/w");
      var next = trees.next();

      assertThat(backend.exchange(tree, next, List.of(base), List.of(place))).isEmpty();

      shell.run("echo more >> " + path + "/w");
      assertThat(trees.read(tree, "w")).isEqualTo("w\nmore\n");
      assertThat(backend.directory(next)).doesNotExist();
    }
  }

  @Test
  void aPlaceThatShowsSomethingElseIsLeftAlone() throws Exception {
    var path = folder("place");
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = new Place(shell.namespace(), path.toString());
      assertThatThrownBy(() -> backend.exchange(tree, trees.next(), List.of(base), List.of(place)))
          .hasMessageContaining("another tree");
      trees.append(tree, "still", "writable");
    }
  }

  @Test
  void aDeletedLayerLeavesTheDisk() throws IOException {
    var tree = open();
    var deep = "deep";
    for (int i = 0; i < 150; i++) {
      files.mkdirat(tree.fd(), deep, 0755);
      deep += "/d";
    }
    tree.close();

    backend.delete(List.of(tree.top()));

    assertThat(backend.directory(tree.top())).doesNotExist();
    var gone = home.resolve("layers").resolve(LayerFolders.GONE);
    trees.await(() -> trees.isEmpty(gone));
  }

  @Test
  void aLayerIsOpenedAgainByTheNextDaemon() throws IOException {
    var tree = open();
    trees.append(tree, "new", "1");
    tree.close();
    backend.close();
    backend = create(linux, home.resolve("layers"));

    try (var again = backend.open(tree.top(), List.of(base))) {
      assertThat(trees.read(again, "new")).isEqualTo("1");
      assertThat(again.clean()).isFalse();
    }
  }

  @Test
  void aLayerIsOpenOnce() throws IOException {
    try (var tree = open()) {
      assertThatThrownBy(() -> backend.open(tree.top(), List.of(base)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> backend.delete(Set.of(tree.top())))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void twentyGenerationsAddUp() throws IOException {
    var tree = open();
    var expected = new StringBuilder("a of the base\n");
    var frozen = new ArrayList<LayerId>();
    for (int i = 0; i < 20; i++) {
      trees.append(tree, "a", i + "\n");
      trees.append(tree, "only" + i, "x");
      expected.append(i).append('\n');
      var result = backend.freeze(tree, trees.next(), List.of(), false);
      tree = result.live();
      frozen.add(result.frozen());
    }
    assertThat(trees.read(tree, "a")).isEqualTo(expected.toString());
    assertThat(trees.read(tree, "only0")).isEqualTo("x");
    assertThat(files.list(tree.fd(), ".")).hasSize(23);
    var half = new ArrayList<>(frozen.subList(0, 10).reversed());
    half.add(base);
    try (var view = backend.view(half)) {
      assertThat(trees.read(view, "a")).endsWith("8\n9\n");
      assertThat(files.list(view.fd(), ".")).hasSize(13);
    }
    tree.close();
  }
}
