package dev.unwait.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.files.FileSearch.Frozen;
import dev.unwait.files.FileSearch.Query;
import dev.unwait.linux.Linux;
import dev.unwait.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares searches with the help of a frozen tree with searches of the live tree alone.
@NullMarked
class SearchCacheIT {
  private static final List<String> NAMES = List.of("a", "b.c", "a0", "out", "x.o", "d", "e-f");
  private static final List<String> WORDS =
      List.of("needle", "NEEDLE ", "other\n", "\n", "needl", "é", "kn", " x ");
  private static final FileSearch.Options OPTIONS =
      new FileSearch.Options(2, Duration.ofSeconds(30), 4096, 8 << 20);
  @TempDir Path folder;

  @Test
  void searchesFindTheSameWithAndWithoutAFrozenTree() throws IOException {
    try (var search = new FileSearch(Linux.real(), OPTIONS)) {
      Seeds.forEachSeed(random -> compare(search, random));
    }
  }

  private void compare(FileSearch search, RandomGenerator random) throws Exception {
    Path frozen = Files.createTempDirectory(folder, "frozen");
    fill(random, frozen, 3);
    Path live = Files.createTempDirectory(folder, "live");
    copy(frozen, live);
    var changed = new HashSet<String>();
    for (int i = random.nextInt(6); i > 0; i--) {
      change(random, live, changed);
    }
    var query =
        new Query(
            random.nextInt(4) == 0 ? "" : random.nextBoolean() ? "needle" : "e\\w*e|kn",
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean() ? List.of("*") : List.of("a", "!d", "*.c"),
            1 + random.nextInt(40),
            random.nextInt(3),
            random.nextInt(5) > 0);

    try (var root = Trees.open(live)) {
      var key = new Frozen(frozen, () -> new OpenRoot(Trees.open(frozen)), changed);
      search.warm(key);

      assertThat(search.search(root.fd(), query, key)).isEqualTo(search.search(root.fd(), query));
    }
  }

  @Test
  void packsAreLetGoOfWhenThereAreTooMany() throws Exception {
    for (int i = 0; i < 5; i++) {
      Files.writeString(folder.resolve("f" + i), "needle " + "x".repeat(3_000));
    }
    var options = new FileSearch.Options(2, Duration.ofSeconds(30), 1 << 20, 60_000);
    try (var search = new FileSearch(Linux.real(), options);
        var root = Trees.open(folder)) {
      for (int i = 0; i < 30; i++) {
        var frozen = new Frozen(i % 7, () -> new OpenRoot(Trees.open(folder)), Set.of());
        search.warm(frozen);
        assertThat(search.search(root.fd(), Query.text("needle"), frozen).total()).isEqualTo(5);
      }
    }
  }

  private record OpenRoot(Trees tree) implements Frozen.Root {
    @Override
    public int fd() {
      return tree.fd();
    }

    @Override
    public void close() {
      tree.close();
    }
  }

  private static void fill(RandomGenerator random, Path at, int depth) throws IOException {
    if (random.nextInt(4) == 0) {
      Files.writeString(at.resolve(".gitignore"), "out/\n*.o\n!a/x.o\n");
    }
    for (String name : NAMES) {
      switch (random.nextInt(depth > 0 ? 4 : 3)) {
        case 0, 1 -> Files.writeString(at.resolve(name), text(random));
        case 3 -> fill(random, Files.createDirectory(at.resolve(name)), depth - 1);
        default -> {}
      }
    }
  }

  private static String text(RandomGenerator random) {
    var text = new StringBuilder(random.nextInt(12) == 0 ? "\0" : "");
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return random.nextInt(12) == 0 ? text.toString().repeat(200) : text.toString();
  }

  private static void change(RandomGenerator random, Path tree, Set<String> changed)
      throws IOException {
    Path at = tree;
    do {
      at = at.resolve(NAMES.get(random.nextInt(NAMES.size())));
    } while (Files.isDirectory(at) && random.nextInt(4) > 0);
    changed.add(tree.relativize(at).toString());
    delete(at);
    Files.createDirectories(at.getParent());
    switch (random.nextInt(4)) {
      case 0 -> fill(random, Files.createDirectory(at), 1);
      case 1 -> Files.createSymbolicLink(at, Path.of("a"));
      case 2 -> Files.writeString(at, text(random));
      default -> {}
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static void delete(Path at) throws IOException {
    if (Files.exists(at, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      try (var paths = Files.walk(at)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
