package dev.unwait.demo;

import dev.unwait.base.RefusalException;
import dev.unwait.bench.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The repository that the tour is given on: a clone, so that the original is only read.
///
/// @param folder the clone
/// @param from what it is a clone of, for people
record Scratch(Path folder, String from) {
  private static final int CLASSES = 40;

  /// Clones what is asked for, else the repository that this program was built from, else a small
  /// one that is made on the spot.
  static Scratch make(Optional<Path> asked, Path folder, Programs programs)
      throws IOException, InterruptedException {
    var clone = folder.resolve("repository");
    if (asked.isPresent()) {
      var path = asked.get();
      if (!Files.exists(path.resolve(".git"))) {
        throw RefusalException.invalid(
            "show Unwait on " + path, "it is no Git repository", "Give one with --repo, or none");
      }
      clone(path.toRealPath(), clone, folder, programs);
      return new Scratch(clone, path.toString());
    }
    var own = own();
    if (own.isPresent()) {
      clone(own.get(), clone, folder, programs);
      return new Scratch(clone, own.get().toString());
    }
    generate(clone, programs);
    return new Scratch(clone, "a small repository made for this");
  }

  /// A repository of another user is trusted for this one clone, which runs nothing in it.
  private static void clone(Path from, Path to, Path folder, Programs programs)
      throws IOException, InterruptedException {
    var trust = Files.writeString(folder.resolve("gitconfig"), "[safe]\n\tdirectory = *\n");
    var config = "GIT_CONFIG_GLOBAL=" + trust;
    programs.run(
        folder,
        "env",
        config,
        "git",
        "clone",
        "-q",
        "--no-hardlinks",
        from.toString(),
        to.toString());
    programs.run(to, "git", "checkout", "-q", "-B", "main");
    programs.run(to, "git", "remote", "remove", "origin");
  }

  /// The repository around the classes or the jar of this program.
  private static Optional<Path> own() throws IOException {
    var source = Scratch.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      URI uri = source.getLocation().toURI();
      for (Path at = Path.of(uri).toRealPath(); at != null; at = at.getParent()) {
        if (Files.exists(at.resolve("pom.xml"))) {
          return Files.exists(at.resolve(".git")) ? Optional.of(at) : Optional.empty();
        }
      }
      return Optional.empty();
    } catch (URISyntaxException e) {
      throw new IOException("the place of this program is no file: " + source.getLocation(), e);
    }
  }

  /// Makes a small Java project that git knows.
  static void generate(Path folder, Programs programs) throws IOException, InterruptedException {
    var sources = Files.createDirectories(folder.resolve("src/main/java/shop"));
    for (int i = 0; i < CLASSES; i++) {
      var text =
          """
          package shop;

          import java.util.ArrayList;
          import java.util.List;

          /// Shelf _N_ of the shop.
          public final class Shelf_N_ {
            private final List<String> goods = new ArrayList<>();

            public void put(String good) {
              goods.add(good);
            }

            public int count() {
              return goods.size() + _N_;
            }

            public String label() {
              return "shelf _N_: " + String.join(", ", goods);
            }
          }
          """;
      Files.writeString(
          sources.resolve("Shelf" + i + ".java"), text.replace("_N_", Integer.toString(i)));
    }
    Files.writeString(folder.resolve("README.md"), "# A shop\n");
    Files.writeString(folder.resolve(".gitignore"), "target/\n");
    programs.run(folder, "git", "init", "-q", "-b", "main");
    programs.run(folder, "git", "add", "-A");
    programs.run(folder, "git", "commit", "-q", "-m", "Open the shop");
    Files.writeString(folder.resolve("README.md"), "# A shop\n\nIt has forty shelves.\n");
    programs.run(folder, "git", "commit", "-q", "-am", "Say what there is");
  }
}
