package dev.unwait.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A tree of files that look like sources, the same for the same seed: nested folders, sizes as
/// they are in real trees (log-normal), some files that git ignores.
final class SourceTree {
  /// Stands in one of five hundred files, and nowhere else.
  static final String NEEDLE = "calibrateFluxCompensator";

  private static final int NEEDLE_EVERY = 500;
  private static final int FILES_PER_FOLDER = 12;
  private static final int IGNORED_PERCENT = 3;
  private static final int SIZE_MEDIAN = 2500;
  private static final int SIZE_MAX = 200_000;
  private static final int LINES = 4096;
  private static final int PERCENT = 100;

  private static final List<String> WORDS =
      List.of(
          "order", "stock", "price", "basket", "ledger", "tax", "invoice", "carrier", "parcel",
          "route", "driver", "window", "region", "season", "margin", "rebate", "voucher", "ticket",
          "agent", "signal", "queue", "worker", "plan", "budget", "record", "entry", "column",
          "filter", "index", "cursor", "token", "grant", "policy", "scope", "branch", "layer");

  private static final List<String> LINE_FORMS =
      List.of(
          "    final var %s = %s.find%s(%s);",
          "    if (%s.is%s() && !%s.isEmpty(%s)) {",
          "      return %s.with%s(%s).orElse(%s);",
          "  // The %s of a %s is kept until %s has seen the %s.",
          "  private static %s to%s(%s %s) {",
          "    %s.log(\"%s\", %s, %s);",
          "    }",
          "");

  private final Path root;
  private final RandomGenerator random;
  private final List<byte[]> lines = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();

  private SourceTree(Path root, RandomGenerator random) {
    this.root = root;
    this.random = random;
  }

  /// Writes `files` files below `root`, which is made.
  static void write(Path root, int files, long seed) throws IOException {
    var tree = new SourceTree(root, new SplittableRandom(seed));
    Files.createDirectories(root);
    Files.writeString(root.resolve(".gitignore"), "build/\n*.class\n*.log\n");
    tree.makeLines();
    tree.makeFolders(Math.max(1, files / FILES_PER_FOLDER));
    for (int i = 1; i < files; i++) {
      tree.file(i);
    }
  }

  private void makeLines() {
    for (int i = 0; i < LINES; i++) {
      var form = LINE_FORMS.get(random.nextInt(LINE_FORMS.size()));
      var line = String.format(Locale.ROOT, form, word(), title(word()), word(), word());
      lines.add((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private void makeFolders(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      var module = root.resolve(word() + "-" + i / FILES_PER_FOLDER);
      boolean ignored = random.nextInt(PERCENT) < IGNORED_PERCENT;
      var sources = ignored ? "build/classes" : i % 4 == 3 ? "src/test/java" : "src/main/java";
      var folder = module.resolve(sources).resolve("com").resolve(word()).resolve(word() + i);
      folders.add(Files.createDirectories(folder));
    }
  }

  private void file(int number) throws IOException {
    var folder = folders.get(random.nextInt(folders.size()));
    var file = folder.resolve(title(word()) + title(word()) + number + ending());
    double size = SIZE_MEDIAN * Math.exp(random.nextGaussian());
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      if (number % NEEDLE_EVERY == 1) {
        out.write(("    " + NEEDLE + "(" + number + ");\n").getBytes(StandardCharsets.UTF_8));
      }
      long left = (long) Math.min(size, SIZE_MAX);
      while (left > 0) {
        byte[] line = lines.get(random.nextInt(LINES));
        out.write(line);
        left -= line.length;
      }
    }
  }

  private String ending() {
    return switch (random.nextInt(10)) {
      case 0 -> ".md";
      case 1 -> ".json";
      case 2 -> ".xml";
      default -> ".java";
    };
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static String title(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
