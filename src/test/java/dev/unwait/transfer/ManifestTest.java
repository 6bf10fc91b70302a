package dev.unwait.transfer;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.linux.Linux;
import dev.unwait.testing.Seeds;
import dev.unwait.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class ManifestTest {
  private final Linux linux = Linux.real();
  @TempDir Path folder;

  @Test
  void changesAreExactlyWhatHappened() {
    var count = new int[1];
    Seeds.forEachSeed(random -> {
      var live = Files.createDirectory(folder.resolve("live" + count[0]));
      var copy = Files.createDirectory(folder.resolve("copy" + count[0]++));
      edit(live, random, 12);
      var manifest = copy(live, copy).manifest();
      var before = Snapshot.exact(live);

      edit(live, random, random.nextInt(8));

      var changes = changes(manifest, live);
      var after = Snapshot.exact(live);
      assertThat(changes.added()).isEqualTo(missing(after, before));
      assertThat(changes.deleted()).isEqualTo(missing(before, after));
      assertThat(changes.modified()).containsAll(rewritten(before, after));
      assertThat(changes(changes.now(), live).isEmpty()).isTrue();
    });
  }

  @Test
  void itComesBackFromTheDiskAsItWas() throws IOException {
    var live = Files.createDirectory(folder.resolve("live"));
    Files.createDirectories(live.resolve("a/b"));
    Files.writeString(live.resolve("a/f"), "1");
    var manifest = copy(live, Files.createDirectory(folder.resolve("copy"))).manifest();

    manifest.write(folder.resolve("m"));
    var read = Manifest.read(folder.resolve("m"));

    assertThat(read.size()).isEqualTo(3);
    assertThat(changes(read, live).isEmpty()).isTrue();
    Files.writeString(live.resolve("a/f"), "2");
    Files.writeString(live.resolve("new"), "2");
    int fd = linux.files().openat(AT_FDCWD, live.toString(), O_DIRECTORY, 0);
    assertThat(read.moved(linux, fd, List.of("a/f", "a/b", "new", "none")))
        .containsExactly("a/f", "new");
    linux.files().close(fd);
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    var file = folder.resolve("m");
    new Manifest.Builder().build().write(file);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      Files.write(file, bad);
      assertThatThrownBy(() -> Manifest.read(file)).hasMessageContaining("it is damaged");
    }
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> Manifest.read(file)).hasMessageContaining("it is damaged");
  }

  private CopySummary copy(Path from, Path to) throws IOException {
    int source = linux.files().openat(AT_FDCWD, from.toString(), O_DIRECTORY, 0);
    int target = linux.files().openat(AT_FDCWD, to.toString(), O_DIRECTORY, 0);
    try {
      return TreeCopy.copy(linux, source, target, CopyOptions.defaults(), ProgressListener.NONE);
    } finally {
      linux.files().close(source);
      linux.files().close(target);
    }
  }

  private Manifest.Changes changes(Manifest manifest, Path live) throws IOException {
    int fd = linux.files().openat(AT_FDCWD, live.toString(), O_DIRECTORY, 0);
    try {
      return manifest.changes(linux, fd, CopyOptions.defaults().excluding(Set.of()));
    } finally {
      linux.files().close(fd);
    }
  }

  private static List<String> missing(
      NavigableMap<String, String> in, NavigableMap<String, String> of) {
    return in.keySet().stream().filter(path -> !of.containsKey(path)).toList();
  }

  /// Files that read otherwise than before; what was rewritten alike may be listed or not.
  private static List<String> rewritten(
      NavigableMap<String, String> before, NavigableMap<String, String> after) {
    return after.keySet().stream()
        .filter(before::containsKey)
        .filter(path -> !after.getOrDefault(path, "").startsWith("4"))
        .filter(path -> !after.getOrDefault(path, "").equals(before.get(path)))
        .toList();
  }

  private static void edit(Path root, RandomGenerator random, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      var places = new ArrayList<Path>();
      try (var walk = Files.walk(root)) {
        walk.filter(Files::isDirectory).forEach(places::add);
      }
      var path = places.get(random.nextInt(places.size())).resolve("n" + random.nextInt(4));
      if (Files.isDirectory(path)) {
        if (random.nextBoolean()) {
          deleteAll(path);
        }
      } else if (random.nextInt(3) == 0) {
        Files.deleteIfExists(path);
        Files.createDirectory(path);
      } else {
        Files.writeString(path, "text " + random.nextInt(10));
      }
    }
  }

  private static void deleteAll(Path path) throws IOException {
    try (var walk = Files.walk(path)) {
      for (var each : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
