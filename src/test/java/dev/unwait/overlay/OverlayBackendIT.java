package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.O_APPEND;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.Linux;
import dev.unwait.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Overlay mounts: as root of the machine, or of a user namespace where these tests run in one.
@NullMarked
class OverlayBackendIT extends BackendSuite {
  @Override
  Backend create(Linux linux, Path layers) throws IOException {
    return new OverlayBackend(linux, layers, Trial.inUserNamespace());
  }

  @Test
  void anIdleShellDoesNotSpoilTheInstant() throws Exception {
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = shown(tree, shell);
      shell.run("cd " + place.path() + "; f() { echo mine; }; exec 5< a");
      trees.append(tree, "new", "1");

      var frozen = backend.freeze(tree, trees.next(), List.of(place), false);

      assertThat(frozen.exactness()).isEqualTo(Exactness.EXACT);
      assertThat(shell.run("cd \"$PWD\"; f; cat <&5; cat new")).isEqualTo("mine\na of the base\n1");
      frozen.live().close();
    }
  }

  private Place shown(Tree tree, Shell shell) throws IOException {
    var place = new Place(shell.namespace(), folder("place").toString());
    backend.show(tree, place);
    return place;
  }

  @Test
  void whoStaysBehindCannotWriteToTheFrozenLayer() throws Exception {
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = shown(tree, shell);
      shell.run("cd " + place.path() + "; echo 1 > new");

      var frozen = backend.freeze(tree, trees.next(), List.of(place), false);

      assertThat(shell.run("(echo 2 >> new) ; rm new; mkdir d; cat new"))
          .contains("Read-only file system")
          .endsWith("1\n");
      assertThat(backend.directory(frozen.frozen()).resolve("new")).hasContent("1\n");
      shell.run("cd \"$PWD\"; echo 3 >> new");
      assertThat(trees.read(frozen.live(), "new")).isEqualTo("1\n3\n");
      frozen.live().close();
    }
  }

  @Test
  void whoKeepsAFileOpenForWritingIsNotCutOff() throws Exception {
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = shown(tree, shell);
      shell.run("cd " + place.path() + "; exec 7>> log; echo 1 >&7");

      var frozen = backend.freeze(tree, trees.next(), List.of(place), false);

      assertThat(frozen.exactness()).isEqualTo(Exactness.COPIED);
      shell.run("echo 2 >&7; echo other > other");
      assertThat(trees.read(frozen.live(), "log")).isEqualTo("1\n2\n");
      assertThat(trees.read(frozen.live(), "other")).isEqualTo("other\n");
      assertThat(backend.directory(frozen.frozen()).resolve("log")).hasContent("1\n");
      frozen.live().close();
    }
  }

  @Test
  void whoFinishesWritingMeanwhileIsCutOffAndThatIsSaid() throws Exception {
    var held = new AtomicInteger(-1);
    var tries = new AtomicInteger();
    var closing =
        Linux.with(call -> {
          if (call.equals("mount_setattr") && tries.incrementAndGet() == 3) {
            files.close(held.get());
          }
        });
    try (var other = new OverlayBackend(closing, home.resolve("layers"), Trial.inUserNamespace());
        var tree = other.open(trees.next(), List.of(base))) {
      held.set(files.openat(tree.fd(), "log", O_WRONLY | O_CREAT | O_APPEND, 0644));
      files.writeAll(held.get(), "1".getBytes(StandardCharsets.UTF_8));

      var frozen = other.freeze(tree, trees.next(), List.of(), false);

      assertThat(frozen.exactness()).isEqualTo(Exactness.FENCED);
      assertThat(trees.read(frozen.live(), "log")).isEqualTo("1");
      frozen.live().close();
    }
  }

  @Test
  void aLoopOfWritesInTheBackgroundLeavesNothingBehindTheFence() throws Exception {
    var errors = home.resolve("errors");
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = shown(tree, shell);
      shell.run("cd %s; (while echo x >> log; do :; done) 2> %s &".formatted(place.path(), errors));
      trees.await(() -> trees.exists(tree, "log"));

      var frozen = backend.freeze(tree, trees.next(), List.of(place), false);

      var log = backend.directory(frozen.frozen()).resolve("log");
      var atOnce = Files.readString(log);
      if (frozen.exactness() == Exactness.COPIED) { // It was caught writing at every try.
        trees.await(() -> trees.read(tree, "log").length() > atOnce.length());
      } else {
        trees.await(() -> Files.readString(errors).contains("Read-only file system"));
        assertThat(trees.read(frozen.live(), "log")).isEqualTo(atOnce);
      }
      assertThat(log).hasContent(atOnce);
      frozen.live().close();
    }
  }

  @Test
  void aHundredLayersAddUp() throws IOException {
    var tree = open();
    for (int i = 0; i < 100; i++) {
      trees.append(tree, "dir/b", i + "\n");
      files.renameat2(tree.fd(), i == 0 ? "a" : "a" + (i - 1), tree.fd(), "a" + i, 0);
      tree = backend.freeze(tree, trees.next(), List.of(), false).live();
    }
    assertThat(tree.layers()).hasSize(102);
    assertThat(trees.read(tree, "dir/b")).startsWith("b of the base\n0\n1\n").endsWith("98\n99\n");
    assertThat(trees.read(tree, "a99")).isEqualTo("a of the base\n");
    assertThat(files.list(tree.fd(), ".")).hasSize(3);
    tree.close();
  }

  @Test
  void moreLayersThanTheKernelTakesAreRefused() throws IOException {
    var lowers = new ArrayList<LayerId>();
    for (int i = 0; i < OverlayMounts.LOWERS_MAX; i++) {
      var layer = trees.next();
      Files.createDirectories(backend.directory(layer));
      lowers.add(layer);
    }
    backend.open(trees.next(), lowers).close();
    lowers.add(base);
    var top = trees.next();

    assertThatThrownBy(() -> backend.open(top, lowers))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("at most 499");
    assertThat(backend.directory(top)).doesNotExist();
  }

  @Test
  void aBranchOnNothingLeavesNothing() {
    var top = trees.next();
    assertThatThrownBy(() -> backend.open(top, List.of(trees.next())))
        .hasMessageContaining("ENOENT");
    assertThat(backend.directory(top).getParent()).doesNotExist();
  }

  @Test
  void longAndOddPathsAreGoodEnough() throws IOException {
    var odd = home.resolve("x".repeat(200)).resolve("a:b\\c,d e").resolve("y".repeat(100));
    try (var deep = create(linux, odd)) {
      trees.fillBase(deep.directory(base));
      var tree = deep.open(trees.next(), List.of(base));
      trees.append(tree, "a", "more\n");
      var frozen = deep.freeze(tree, trees.next(), List.of(), false);
      assertThat(trees.read(frozen.live(), "a")).isEqualTo("a of the base\nmore\n");
      frozen.live().close();
    }
  }

  /// In a user namespace the kernel refuses to rename a directory of a lower layer; mv(1) then
  /// copies it. Everything else can be renamed in both.
  @Test
  void directoriesOfLowerLayersAreMoved() throws Exception {
    try (var shell = new Shell(linux);
        var tree = open()) {
      var place = shown(tree, shell);
      if (Trial.inUserNamespace()) {
        assertThatThrownBy(() -> files.renameat2(tree.fd(), "dir", tree.fd(), "moved", 0))
            .hasMessageContaining("EXDEV");
      } else {
        files.renameat2(tree.fd(), "dir", tree.fd(), "between", 0);
        files.renameat2(tree.fd(), "between", tree.fd(), "dir", 0);
      }
      files.renameat2(tree.fd(), "dir/b", tree.fd(), "dir/bb", 0);
      assertThat(shell.run("cd " + place.path() + " && mv dir moved && cat moved/sub/c && cd /"))
          .isEqualTo("c of the base\n");

      var live = backend.freeze(tree, trees.next(), List.of(place), false).live();
      assertThat(trees.exists(live, "dir")).isFalse();
      assertThat(trees.read(live, "moved/bb")).isEqualTo("b of the base\n");
      try (var view = backend.view(live.layers().subList(1, 3))) {
        assertThat(trees.read(view, "moved/sub/c")).isEqualTo("c of the base\n");
      }
      live.close();
    }
  }

  @Test
  void aCopyOfABusyLayerKeepsWhatTheOverlayMarked() throws Exception {
    try (var tree = open()) {
      files.unlinkat(tree.fd(), "dir/b", 0);
      files.unlinkat(tree.fd(), "dir/sub/c", 0);
      files.unlinkat(tree.fd(), "dir/sub", dev.unwait.linux.FileCalls.AT_REMOVEDIR);
      files.unlinkat(tree.fd(), "dir", dev.unwait.linux.FileCalls.AT_REMOVEDIR);
      files.mkdirat(tree.fd(), "dir", 0755); // Opaque: nothing of the base may show in it.
      trees.append(tree, "dir/only", "1");

      var copied = backend.freeze(tree, trees.next(), List.of(), true);

      try (var view = backend.view(List.of(copied.frozen(), base))) {
        assertThat(files.list(view.fd(), "dir")).hasSize(1);
        assertThat(trees.read(view, "dir/only")).isEqualTo("1");
      }
    }
  }

  @Test
  void aLayerAloneShowsNoWhiteouts() throws IOException {
    var tree = open();
    files.unlinkat(tree.fd(), "dir/b", 0);
    trees.append(tree, "new", "1");
    var frozen = backend.freeze(tree, trees.next(), List.of(), false);
    try (var view = backend.view(List.of(frozen.frozen()))) {
      assertThat(files.list(view.fd(), "dir")).isEmpty();
      assertThat(trees.read(view, "new")).isEqualTo("1");
    }
    frozen.live().close();
  }

  @Test
  void whatAKilledDaemonWroteIsThere() throws Exception {
    var top = trees.next();
    backend.close();
    var child =
        ChildJvm.of(Killed.class, home.resolve("layers").toString(), top.toString(), base + "")
            .start();
    assertThat(child.waitFor()).isEqualTo(Killed.STATUS);
    backend = create(linux, home.resolve("layers"));

    try (var tree = backend.open(top, List.of(base))) {
      assertThat(trees.read(tree, "new")).isEqualTo("written before the end");
    }
  }

  /// A daemon that ends without closing anything.
  static final class Killed {
    static final int STATUS = 137;

    private Killed() {}

    public static void main(String[] arguments) throws IOException {
      var linux = Linux.real();
      var backend = new OverlayBackend(linux, Path.of(arguments[0]), Trial.inUserNamespace());
      var tree = backend.open(LayerId.parse(arguments[1]), List.of(LayerId.parse(arguments[2])));
      new Trees(linux).append(tree, "new", "written before the end");
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
