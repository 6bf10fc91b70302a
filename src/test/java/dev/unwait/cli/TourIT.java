package dev.unwait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Takes the tour of README.md, word for word, in a Git repository of its own with the jar that was
/// built.
@NullMarked
class TourIT {
  private static final Set<String> LEFT_OUT = Set.of(".git", "target");
  private static final int MINUTES_MAX = 5;

  @TempDir Path folder;

  @Test
  @Timeout(value = MINUTES_MAX, unit = TimeUnit.MINUTES)
  void everyCommandWorks() throws IOException, InterruptedException {
    Path clone = copy(Path.of("").toAbsolutePath(), folder.resolve("clone"));
    Path out = folder.resolve("out");
    String begin =
        """
        git init -q . && git add -A
        git -c user.name=tour -c user.email=tour@example.org commit -q -m Begin
        git config user.name tour && git config user.email tour@example.org
        """;

    var builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", begin + tour())
            .directory(clone.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    // Caches are made in the background and would outlive the test.
    builder.environment().put("UNWAIT_NO_CACHE", "1");
    var tour = builder.start();
    boolean ended = tour.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    String said = Files.readString(out);

    assertThat(ended).as(said).isTrue();
    assertThat(tour.exitValue()).as(said).isZero();
    assertThat(said)
        .containsSubsequence(
            "src/main\nhello\n",
            "Commands.java:",
            "+# How this code was toured",
            "# How this code is written",
            "# How this code is written",
            "Apply",
            "TOOLS");
  }

  private static String tour() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    return readme.split("```sh tour\n")[1].split("```")[0];
  }

  /// The sources, and the jar with its libraries, which is made newer than they are.
  private static Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (LEFT_OUT.contains(from.relativize(path).toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                path,
                to.resolve(from.relativize(path).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
    Path target = Files.createDirectories(to.resolve("target"));
    Files.createSymbolicLink(target.resolve("lib"), from.resolve("target/lib"));
    Path jar = Files.copy(from.resolve("target/unwait.jar"), target.resolve("unwait.jar"));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
    return to;
  }
}
