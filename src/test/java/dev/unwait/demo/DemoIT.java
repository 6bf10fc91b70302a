package dev.unwait.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.bench.Programs;
import dev.unwait.json.Json;
import dev.unwait.testing.OwnDaemons;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Gives the whole tour on small repositories.
@NullMarked
class DemoIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void theTourOfAJavaRepositoryEndsWell() throws Exception {
    var repository = Files.createDirectory(folder.resolve("shop"));
    Path made = Files.createDirectory(folder.resolve("made"));
    try (var programs = new Programs()) {
      Scratch.generate(repository, programs);
      var before = programs.output(repository, "git", "for-each-ref");

      int exit = run(repository, Optional.of("ls pom.xml src >/dev/null; true"), true, made);

      assertThat(exit).as(said(err)).isZero();
      assertThat(programs.output(repository, "git", "for-each-ref")).isEqualTo(before);
      assertThat(programs.output(repository, "git", "status", "--porcelain")).isEmpty();
    }
    var account = Json.parse(said(out));
    assertThat(account.member("ok")).isEqualTo(Json.TRUE);
    assertThat(account.items("steps"))
        .extracting(step -> step.text("name").orElse(""))
        .containsExactly(
            "repository",
            "daemon",
            "import",
            "fork",
            "attempts",
            "verdicts",
            "discard",
            "commit",
            "apply",
            "git fsck");
    assertThat(account.items("table")).hasSizeGreaterThan(8);
    try (var left = Files.list(made)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aStepThatFailsIsSaidAndEndsTheTour() throws Exception {
    var repository = Files.createDirectory(folder.resolve("shop"));
    try (var programs = new Programs()) {
      Scratch.generate(repository, programs);
    }

    int exit = run(repository, Optional.of("false"), false, folder.resolve("made"));

    assertThat(exit).isEqualTo(1);
    assertThat(said(out)).contains("✗ verdicts").doesNotContain("What next");
  }

  private int run(Path repository, Optional<String> build, boolean json, Path made)
      throws IOException {
    var options = new DemoOptions(Optional.of(repository), build, json, false, made);
    return new Demo(OwnDaemons.get(), print(out), print(err), false).run(options);
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
