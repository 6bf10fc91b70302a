package dev.unwait.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.files.FileSearch.Match;
import dev.unwait.files.FileSearch.Query;
import dev.unwait.linux.Linux;
import dev.unwait.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class FileSearchTest {
  private static final int FILE_BYTES_MAX = 4 << 20;
  private final FileSearch search =
      new FileSearch(
          Linux.real(),
          new FileSearch.Options(2, Duration.ofSeconds(20), FILE_BYTES_MAX, 64 << 20));
  @TempDir Path folder;

  @AfterEach
  void close() throws IOException {
    search.close();
  }

  private Path given(String path, String content) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private FileSearch.Result search(Query query) throws IOException, InterruptedException {
    try (var root = Trees.open(folder)) {
      return search.search(root.fd(), query);
    }
  }

  private static Query regex(String regex) {
    return new Query(regex, true, false, List.of(), 200, 0, true);
  }

  private static Query list(String... globs) {
    return new Query("", false, false, List.of(globs), 200, 0, true);
  }

  @Test
  void matchesComeInTheOrderOfPathsWithTheirLines() throws Exception {
    given("b/two.txt", "x\nneedle 1\nneedle 2");
    given("a.txt", "one\r\nthe needle\r\nlast\r\n");

    var result = search(new Query("needle", false, false, List.of(), 200, 1, true));

    assertThat(result.matches())
        .containsExactly(
            new Match("a.txt", 2, "the needle", List.of("one"), List.of("last")),
            new Match("b/two.txt", 2, "needle 1", List.of("x"), List.of("needle 2")),
            new Match("b/two.txt", 3, "needle 2", List.of("needle 1"), List.of()));
    assertThat(result.files()).isEqualTo(2);
    assertThat(result.truncated()).isFalse();
  }

  @Test
  void theFirstMatchesByPathAreAnsweredAndAllAreCounted() throws Exception {
    for (int i = 0; i < 300; i++) {
      given("d%02d/f%03d".formatted(i % 7, i), "hit\nhit\nmiss\n");
    }

    var result = search(new Query("hit", false, false, List.of(), 11, 0, true));

    assertThat(result.total()).isEqualTo(600);
    assertThat(result.files()).isEqualTo(300);
    assertThat(result.truncated()).isTrue();
    assertThat(result.matches())
        .extracting(match -> match.path() + ":" + match.line())
        .startsWith("d00/f000:1", "d00/f000:2", "d00/f007:1")
        .hasSize(11)
        .isSorted();
  }

  @Test
  void binaryAndIgnoredFilesAndLinksAreLeftOut() throws Exception {
    given(".gitignore", "out/\n");
    given("out/a", "needle");
    given(".git/config", "needle");
    Files.write(folder.resolve("binary"), new byte[] {'n', 'e', 'e', 'd', 'l', 'e', 0});
    given("latin", "x");
    Files.write(folder.resolve("latin"), "é needle".getBytes(StandardCharsets.ISO_8859_1));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("latin"));

    assertThat(search(Query.text("needle")).matches())
        .containsExactly(new Match("latin", 1, "\uFFFD needle", List.of(), List.of()));
    assertThat(search(new Query("needle", false, false, List.of(), 9, 0, false)).matches())
        .extracting(Match::path)
        .containsExactly(".git/config", "latin", "out/a");
  }

  @Test
  void globsTakeAndExclude() throws Exception {
    for (var path : List.of("A.java", "src/B.java", "src/x/C.java", "src/x/D.kt", "doc/E.md")) {
      given(path, "");
    }

    assertThat(search(list("*.java")).paths())
        .containsExactly("A.java", "src/B.java", "src/x/C.java");
    assertThat(search(list("src/**/*.{java,kt}", "!C.*")).paths())
        .containsExactly("src/B.java", "src/x/D.kt");
    assertThat(search(list("src/*.java")).paths()).containsExactly("src/B.java");
    assertThat(search(list("src/x")).paths()).containsExactly("src/x/C.java", "src/x/D.kt");
    assertThat(search(list("!src", "!*.md")).paths()).containsExactly("A.java");
    assertThat(search(list("**/[B-D].*")).paths())
        .containsExactly("src/B.java", "src/x/C.java", "src/x/D.kt");
  }

  @Test
  void longLinesAreCutAroundTheMatch() throws Exception {
    given("long", "é".repeat(500_000) + "needle" + "z".repeat(500_000));

    for (var query : List.of(Query.text("needle"), regex("n[e]{2}dle"))) {
      var text = search(query).matches().getFirst().text();
      assertThat(text.length()).isLessThanOrEqualTo(502);
      assertThat(text).startsWith("…é").contains("needle").endsWith("z…");
    }
  }

  @Test
  void noPatternHangs() throws Exception {
    given("a", "a".repeat(100_000) + "b\n");

    assertThat(search(regex("(a+)+$")).total()).isZero();
    assertThat(search(regex("(a|a)*(a|a)*c")).total()).isZero();
    assertThatThrownBy(() -> search(regex("((a{500}){500}){500}")))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> search(regex("(".repeat(5_00) + ")".repeat(500))))
        .isInstanceOf(RefusalException.class);
    assertThatThrownBy(() -> search(regex("a(b"))).hasMessageContaining("missing closing )");
    assertThatThrownBy(() -> search(regex("(?=a)"))).isInstanceOf(RefusalException.class);
    assertThat(search(list("*a*a*a*a*a*a*a*a*a*a*a*a*a*b")).paths()).isEmpty();
  }

  @Test
  void largeFilesAreSkippedAndCounted() throws Exception {
    given("large", "needle\n".repeat(1_000_000));
    given("small", "needle");

    var result = search(Query.text("needle"));

    assertThat(result.total()).isEqualTo(1);
    assertThat(result.skippedLarge()).isEqualTo(1);
  }

  /// Lines by Java's own expressions, which agree with RE2 on these.
  @Test
  void theSameLinesAreFoundAsByASimpleScan() {
    var patterns =
        List.of(
            "ab",
            "a",
            "\\bab\\b",
            "a+b|ca?c",
            "(ab|bc)+d",
            "^a",
            "c$",
            "a.c",
            "[ab]{2}c",
            "(?i)aB",
            "k",
            "(?:ab)?c{2,}",
            "é|ab c",
            "\\.",
            "x*",
            "b\\s+c",
            "(a)(?i:bC)",
            "s{0}ab",
            "[^a]b",
            "(abc|d(e|f)a)b?");
    Seeds.forEachSeed(random -> {
      Path tree = Files.createTempDirectory(folder, "tree");
      var files = new TreeMap<String, String>();
      for (int i = 0; i < 20; i++) {
        String path = "d" + random.nextInt(3) + "/f" + i;
        files.put(path, text(random));
        Files.createDirectories(tree.resolve(path).getParent());
        Files.writeString(tree.resolve(path), files.get(path));
      }
      String regex = patterns.get(random.nextInt(patterns.size()));
      boolean ignoreCase = random.nextBoolean();

      FileSearch.Result result;
      try (var root = Trees.open(tree)) {
        result =
            search.search(
                root.fd(), new Query(regex, true, ignoreCase, List.of(), 10_000, 0, true));
      }

      assertThat(result.matches().stream().map(m -> m.path() + ":" + m.line() + m.text()))
          .as(regex + (ignoreCase ? " in any case" : ""))
          .containsExactlyElementsOf(model(files, regex, ignoreCase));
    });
  }

  private static List<String> model(Map<String, String> files, String regex, boolean ignoreCase) {
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    var pattern = Pattern.compile(regex, flags);
    var found = new ArrayList<String>();
    files.forEach((path, text) -> {
      var lines = text.split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        boolean beyond = i == lines.length - 1 && lines[i].isEmpty();
        if (!beyond && pattern.matcher(lines[i]).find()) {
          found.add(path + ":" + (i + 1) + lines[i]);
        }
      }
    });
    return found;
  }

  private static String text(RandomGenerator random) {
    var letters = "aabbccdefABCxK\u212A. é\n\n";
    var text = new StringBuilder();
    for (int i = random.nextInt(300); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
