package dev.unwait.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.linux.Linux;
import dev.unwait.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares what a search leaves out with what Git ignores, on random trees.
@NullMarked
class IgnoreRulesIT {
  private static final List<String> NAMES =
      List.of("a", "b", "ab", "abc", "x.o", "y.o", "lib", "a b", "é", "#c", "!d", "f[1]", "tmp~");
  private static final List<String> PARTS =
      List.of(
          "a",
          "b",
          "ab",
          "abc",
          "lib",
          "*",
          "**",
          "*.o",
          "a*",
          "*b",
          "?",
          "??",
          "[ab]",
          "[!a]b",
          "x.[a-o]",
          "é",
          "\\#c",
          "\\!d",
          "f\\[1\\]",
          "[[:alpha:]]",
          "a\\ b",
          "a b",
          "*~",
          "t*~");

  @TempDir Path folder;

  @Test
  void theSameFilesAreLeftOutAsByGit() throws Exception {
    try (var search =
        new FileSearch(
            Linux.real(), new FileSearch.Options(2, Duration.ofSeconds(30), 1 << 20, 0))) {
      Seeds.forEachSeed(random -> {
        Path tree = Files.createTempDirectory(folder, "tree");
        run(tree, "git", "init", "-q");
        if (random.nextBoolean()) {
          writeRules(random, tree.resolve(".git/info/exclude"));
        }
        fill(random, tree, 3);
        var query = new FileSearch.Query("", false, false, List.of("*"), 10_000, 0, true);

        List<String> found;
        try (var root = Trees.open(tree)) {
          found = search.search(root.fd(), query).paths();
        }

        var rules = new StringBuilder();
        assertThat(found)
            .as(() -> describe(tree, rules))
            .containsExactlyInAnyOrderElementsOf(
                Arrays.stream(
                        run(tree, "git", "ls-files", "-zco", "--exclude-standard").split("\0"))
                    .filter(path -> !path.isEmpty())
                    .toList());
      });
    }
  }

  private static void fill(RandomGenerator random, Path at, int depth) throws IOException {
    if (random.nextInt(3) == 0 || depth == 3) {
      writeRules(random, at.resolve(".gitignore"));
    }
    for (String name : NAMES) {
      switch (random.nextInt(depth > 0 ? 4 : 3)) {
        case 0 -> Files.writeString(at.resolve(name), "");
        case 3 -> fill(random, Files.createDirectory(at.resolve(name)), depth - 1);
        default -> {}
      }
    }
  }

  private static void writeRules(RandomGenerator random, Path file) throws IOException {
    var rules = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
    for (int i = random.nextInt(6); i >= 0; i--) {
      rules.append(random.nextInt(4) == 0 ? "!" : "").append(random.nextInt(4) == 0 ? "/" : "");
      for (int parts = random.nextInt(6) / 2; parts >= 0; parts--) {
        rules.append(PARTS.get(random.nextInt(PARTS.size()))).append(parts > 0 ? "/" : "");
      }
      rules.append(random.nextInt(4) == 0 ? "/" : "").append(random.nextInt(6) == 0 ? "  " : "");
      rules.append(random.nextInt(8) == 0 ? "\r\n" : "\n");
      rules.append(random.nextInt(8) == 0 ? "# a remark\n\n" : "");
    }
    Files.writeString(file, rules);
  }

  private static String describe(Path tree, StringBuilder out) {
    try (var paths = Files.walk(tree)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (path.endsWith(".gitignore") || path.endsWith("exclude")) {
          out.append(tree.relativize(path)).append(":\n").append(Files.readString(path));
        }
      }
    } catch (IOException e) {
      out.append(e);
    }
    return out.toString();
  }

  private static String run(Path folder, String... command) throws Exception {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    var process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
