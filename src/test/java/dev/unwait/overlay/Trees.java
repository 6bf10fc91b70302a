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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;

/// What the tests do with trees: fill, read, write, and wait for something to become true.
@NullMarked
final class Trees {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// A question that may fail.
  @FunctionalInterface
  interface Question {
    boolean ask() throws IOException;
  }

  private final FileCalls files;
  private final AtomicLong ids = new AtomicLong(100);

  Trees(Linux linux) {
    files = linux.files();
  }

  LayerId next() {
    return new LayerId(ids.incrementAndGet());
  }

  void fillBase(Path tree) throws IOException {
    Files.createDirectories(tree.resolve("dir/sub"));
    Files.writeString(tree.resolve("a"), "a of the base\n");
    Files.writeString(tree.resolve("dir/b"), "b of the base\n");
    Files.writeString(tree.resolve("dir/sub/c"), "c of the base\n");
    if (!Files.exists(tree.resolve("link"))) {
      Files.createSymbolicLink(tree.resolve("link"), Path.of("a"));
    }
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

  boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  void await(Question question) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!question.ask()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
