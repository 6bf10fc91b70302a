package dev.unwait.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.bench.Programs;
import dev.unwait.demo.Recipe.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tries the attempts of the tour without Unwait: each must end as it says.
@NullMarked
class RecipeIT {
  private final Programs programs = new Programs();
  @TempDir Path folder;

  @AfterEach
  void close() {
    programs.close();
  }

  @Test
  void javaAttemptsEndAsTheySayOnTheGeneratedRepository() throws Exception {
    var repository = Files.createDirectory(folder.resolve("shop"));
    Scratch.generate(repository, programs);

    var recipe = JavaRecipe.find(repository, folder, programs).orElseThrow();

    assertThat(recipe.file()).startsWith("src/main/java/shop/Shelf");
    tryAll(repository, recipe);
  }

  @Test
  void javaAttemptsEndAsTheySayOnThisRepository() throws Exception {
    var scratch = Scratch.make(Optional.of(Path.of("")), folder, programs);

    var recipe = JavaRecipe.find(scratch.folder(), folder, programs).orElseThrow();

    tryAll(scratch.folder(), recipe);
    assertThat(programs.output(scratch.folder(), "git", "remote")).isEmpty();
  }

  @Test
  void scriptAttemptsEndAsTheySayAnywhere() throws Exception {
    tryAll(folder, ScriptRecipe.make());
  }

  private void tryAll(Path tree, Recipe recipe) throws IOException, InterruptedException {
    var file = tree.resolve(recipe.file());
    var original = Files.exists(file) ? Files.readString(file) : ScriptRecipe.ANCHOR;
    assertThat(original.split(java.util.regex.Pattern.quote(recipe.anchor()), -1)).hasSize(2);
    var test = tree.resolve(recipe.testFile());
    Files.createDirectories(tree.resolve("unwait-demo"));
    Files.writeString(test, recipe.testText());
    for (var attempt : recipe.attempts()) {
      var anchor = recipe.anchor();
      Files.writeString(file, original.replace(anchor, anchor + attempt.code()));

      assertThat(ending(tree, recipe)).as(attempt.idea()).isEqualTo(attempt.expected());
    }
  }

  private Ending ending(Path tree, Recipe recipe) throws IOException, InterruptedException {
    if (exit(tree, recipe.build()) != 0) {
      return Ending.DOES_NOT_BUILD;
    }
    return exit(tree, recipe.test()) == 0 ? Ending.PASSES : Ending.FAILS_ITS_TEST;
  }

  /// The private `/tmp` of a branch is a folder of this test here.
  private int exit(Path tree, String command) throws IOException, InterruptedException {
    var own = command.replace("/tmp/unwait-demo", folder.resolve("classes").toString());
    return programs.attempt(tree, List.of("bash", "-c", own)).exit();
  }
}
