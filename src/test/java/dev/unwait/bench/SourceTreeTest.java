package dev.unwait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class SourceTreeTest {
  private static final int FILES = 600;

  @TempDir Path folder;

  @Test
  void theSameSeedWritesTheSameTree() throws IOException {
    SourceTree.write(folder.resolve("one"), FILES, 7);
    SourceTree.write(folder.resolve("two"), FILES, 7);
    SourceTree.write(folder.resolve("other"), FILES, 8);

    var one = Snapshot.of(folder.resolve("one"));
    assertThat(one).isEqualTo(Snapshot.of(folder.resolve("two")));
    assertThat(one).isNotEqualTo(Snapshot.of(folder.resolve("other")));
  }

  @Test
  void itHasAsManyFilesAsAskedForAndANeedleInSome() throws IOException {
    SourceTree.write(folder, FILES, 7);

    try (var paths = Files.walk(folder)) {
      var files = paths.filter(Files::isRegularFile).toList();
      assertThat(files).hasSize(FILES);
      assertThat(files.stream().filter(SourceTreeTest::hasNeedle)).hasSize(2);
      assertThat(files).allMatch(file -> file.toFile().length() < 210_000);
    }
  }

  private static boolean hasNeedle(Path file) {
    try {
      return Files.readString(file).contains(SourceTree.NEEDLE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
