package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.O_APPEND;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static dev.unwait.linux.FileCalls.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
  final AtomicLong ids = new AtomicLong(100);
  @TempDir Path home;
  Backend backend;
  LayerId base;

  abstract Backend create(Linux linux, Path layers) throws IOException;

  @BeforeEach
  void start() throws IOException {
    backend = create(linux, home.resolve("layers"));
    base = next();
    var tree = backend.directory(base);
    Files.createDirectories(tree.resolve("dir/sub"));
    Files.writeString(tree.resolve("a"), "a of the base\n");
    Files.writeString(tree.resolve("dir/b"), "b of the base\n");
    Files.writeString(tree.resolve("dir/sub/c"), "c of the base\n");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("a"));
  }

  @AfterEach
  void end() throws IOException {
    backend.close();
  }

  LayerId next() {
    return new LayerId(ids.incrementAndGet());
  }

  String read(Tree tree, String path) throws IOException {
    int fd = files.openat2(tree.fd(), path, O_RDONLY, 0);
    try {
      return new String(files.readAll(fd, 1 << 20), StandardCharsets.UTF_8);
    } finally {
      files.close(fd);
    }
  }

  void append(Tree tree, String path, String text) throws IOException {
    int fd = files.openat2(tree.fd(), path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    try {
      files.writeAll(fd, text.getBytes(StandardCharsets.UTF_8));
    } finally {
      files.close(fd);
    }
  }

  boolean exists(Tree tree, String path) throws IOException {
    return files.lstatOrNull(tree.fd(), path) != null;
  }

  @Test
  void aBranchShowsItsBaseAndKeepsItsWritesToItself() throws IOException {
    try (var one = backend.open(next(), List.of(base));
        var two = backend.open(next(), List.of(base))) {
      assertThat(one.clean()).isTrue();
      append(one, "a", "and more\n");
      files.unlinkat(one.fd(), "dir/b", 0);

      assertThat(one.clean()).isFalse();
      assertThat(two.clean()).isTrue();
      assertThat(read(one, "a")).isEqualTo("a of the base\nand more\n");
      assertThat(exists(one, "dir/b")).isFalse();
      assertThat(read(two, "a")).isEqualTo("a of the base\n");
      assertThat(read(two, "dir/b")).isEqualTo("b of the base\n");
      assertThat(backend.directory(base).resolve("a")).hasContent("a of the base\n");
    }
  }

  @Test
  void aFrozenLayerIsTheStartOfNewBranches() throws IOException {
    var tree = backend.open(next(), List.of(base));
    append(tree, "new", "1");
    var frozen = backend.freeze(tree, next(), List.of(), false);
    tree = frozen.live();
    append(tree, "new", "2");

    try (var fork = backend.open(next(), List.of(frozen.frozen(), base))) {
      assertThat(read(fork, "new")).isEqualTo("1");
      assertThat(read(tree, "new")).isEqualTo("12");
    }
    try (var view = backend.view(List.of(frozen.frozen(), base))) {
      assertThat(read(view, "new")).isEqualTo("1");
      assertThat(read(view, "a")).isEqualTo("a of the base\n");
    }
    tree.close();
  }

  @Test
  void aBranchIsShownInANamespace() throws Exception {
    var path = Files.createDirectories(home.resolve("place"));
    try (var shell = new Shell(linux);
        var tree = backend.open(next(), List.of(base))) {
      var place = new Place(shell.namespace(), path.toString());
      backend.show(tree, place);

      assertThat(shell.run("cat " + path + "/dir/b")).isEqualTo("b of the base\n");
      shell.run("cd " + path + " && x=kept && echo written > fresh");
      assertThat(read(tree, "fresh")).isEqualTo("written\n");
      assertThat(path.resolve("fresh")).doesNotExist();

      var frozen = backend.freeze(tree, next(), List.of(place), false);
      shell.run("cd \"$PWD\"; echo more >> fresh");
      assertThat(read(frozen.live(), "fresh")).isEqualTo("written\nmore\n");
      assertThat(shell.run("echo $x $PWD")).isEqualTo("kept " + path + "\n");
      assertThat(backend.directory(frozen.frozen()).resolve("fresh")).hasContent("written\n");
      frozen.live().close();
    }
  }
}
