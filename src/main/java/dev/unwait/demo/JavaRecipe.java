package dev.unwait.demo;

import dev.unwait.bench.Folders;
import dev.unwait.bench.Programs;
import dev.unwait.demo.Recipe.Attempt;
import dev.unwait.demo.Recipe.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Gives a real class of a Java project one more method. It needs a class that the JDK alone can
/// compile, so that no dependency has to be fetched.
final class JavaRecipe {
  private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
  private static final int CANDIDATES_MAX = 8;
  private static final long SIZE_MIN = 300;
  private static final long SIZE_MAX = 20_000;
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern FOREIGN =
      Pattern.compile("^import (static )?(?!java\\.)", Pattern.MULTILINE);
  private static final Pattern LAST_BRACE = Pattern.compile("\\n(.*)\\n}\\s*$");

  private static final String TEST_FILE = "unwait-demo/MiddleOfTest.java";
  private static final String TEST =
      """
      import static TYPE.middleOf;

      import java.util.Arrays;

      /// Compares middleOf with sorting, for all triples of small numbers.
      final class MiddleOfTest {
        private static final int MAX = 6;

        public static void main(String[] args) {
          for (int a = -MAX; a <= MAX; a++) {
            for (int b = -MAX; b <= MAX; b++) {
              for (int c = -MAX; c <= MAX; c++) {
                int[] sorted = {a, b, c};
                Arrays.sort(sorted);
                if (middleOf(a, b, c) != sorted[1]) {
                  System.err.printf("middleOf(%d, %d, %d) is %d, expected %d%n",
                      a, b, c, middleOf(a, b, c), sorted[1]);
                  System.exit(1);
                }
              }
            }
          }
          System.out.println("middleOf is right for all triples");
        }
      }
      """;

  private JavaRecipe() {}

  /// Finds a class to extend; empty where there is none that a bare JDK compiles.
  static Optional<Recipe> find(Path repository, Path scratch, Programs programs)
      throws IOException, InterruptedException {
    for (Path file : candidates(repository)) {
      var text = Files.readString(file);
      var recipe = of(repository, file, text);
      if (recipe.isPresent() && compiles(repository, file, text, scratch, programs)) {
        return recipe;
      }
    }
    return Optional.empty();
  }

  /// Public classes that import nothing but the JDK, longer ones first: they look more like work.
  private static List<Path> candidates(Path repository) throws IOException {
    try (Stream<Path> paths = Files.walk(repository)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> path.toString().contains("/main/") && fits(path))
          .sorted(Comparator.comparingLong((Path path) -> path.toFile().length()).reversed())
          .limit(CANDIDATES_MAX)
          .toList();
    }
  }

  private static boolean fits(Path path) {
    long size = path.toFile().length();
    if (size < SIZE_MIN || size > SIZE_MAX) {
      return false;
    }
    try {
      var text = Files.readString(path);
      var name = name(path);
      return Pattern.compile("^public (final )?class " + name + " \\{", Pattern.MULTILINE)
              .matcher(text)
              .find()
          && PACKAGE.matcher(text).find()
          && !FOREIGN.matcher(text).find()
          && !text.contains("middleOf");
    } catch (IOException e) {
      return false; // A file that cannot be read as text is no candidate.
    }
  }

  private static Optional<Recipe> of(Path repository, Path file, String text) {
    var declared = PACKAGE.matcher(text);
    var end = LAST_BRACE.matcher(text);
    if (!declared.find() || !end.find()) {
      return Optional.empty();
    }
    var anchor = anchor(text, end.start());
    if (anchor.isEmpty()) {
      return Optional.empty();
    }
    var type = declared.group(1) + "." + name(file);
    var path = repository.relativize(file).toString();
    var out = "/tmp/unwait-demo";
    var build =
        String.format(
            "%s -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none -nowarn -d %s -sourcepath '%s' '%s' %s",
            JDK.resolve("javac"),
            out,
            repository.relativize(sources(file, declared.group(1))),
            path,
            TEST_FILE);
    var test =
        String.format(
            "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp %s MiddleOfTest",
            JDK.resolve("java"), out);
    return Optional.of(
        new Recipe(
            "give " + name(file) + " a method middleOf(a, b, c)",
            path,
            anchor,
            TEST_FILE,
            TEST.replace("TYPE", type),
            build,
            test,
            attempts()));
  }

  /// The end of the file from the last line on that makes it unique.
  private static String anchor(String text, int from) {
    for (int start = from; start > 0; start = text.lastIndexOf('\n', start - 1)) {
      var tail = text.substring(start, text.lastIndexOf('}'));
      if (text.indexOf(tail) == start && !tail.isBlank()) {
        return tail;
      }
    }
    return "";
  }

  private static List<Attempt> attempts() {
    return List.of(
        new Attempt(
            "a call that is not there", method("Math.median(a, b, c)"), Ending.DOES_NOT_BUILD),
        new Attempt("the mean instead", method("(a + b + c) / 3"), Ending.FAILS_ITS_TEST),
        new Attempt(
            "one bound forgotten", method("Math.max(Math.min(a, b), c)"), Ending.FAILS_ITS_TEST),
        new Attempt(
            "two bounds",
            method("Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))"),
            Ending.PASSES));
  }

  private static String method(String expression) {
    return """

      /** The middle one of three numbers. */
      public static int middleOf(int a, int b, int c) {
        return %s;
      }
    """
        .formatted(expression);
  }

  private static boolean compiles(
      Path repository, Path file, String text, Path scratch, Programs programs)
      throws IOException, InterruptedException {
    var declared = PACKAGE.matcher(text);
    if (!declared.find()) {
      return false;
    }
    var out = Files.createTempDirectory(scratch, "classes");
    var ended =
        programs.attempt(
            repository,
            List.of(
                JDK.resolve("javac").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-proc:none",
                "-nowarn",
                "-d",
                out.toString(),
                "-sourcepath",
                sources(file, declared.group(1)).toString(),
                file.toString()));
    Folders.delete(out);
    return ended.exit() == 0;
  }

  /// The folder in which the packages of this file begin.
  private static Path sources(Path file, String declared) {
    Path folder = file.resolveSibling("").normalize();
    int levels = declared.split("\\.").length;
    return Path.of("/").resolve(folder.subpath(0, folder.getNameCount() - levels));
  }

  private static String name(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".java".length());
  }
}
