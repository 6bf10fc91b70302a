package dev.unwait.demo;

import static dev.unwait.demo.CheckFailedException.require;

import dev.unwait.base.Closing;
import dev.unwait.bench.Agent;
import dev.unwait.bench.Daemons;
import dev.unwait.bench.Figures;
import dev.unwait.bench.Programs;
import dev.unwait.demo.Recipe.Ending;
import dev.unwait.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The way from a repository to a Git branch with a tested change, through Unwait.
final class Tour {
  private static final String PROJECT = "demo";
  private static final String MAIN = PROJECT + "/main";
  private static final String GIT_BRANCH = "unwait-demo";
  private static final int WHY_MAX = 48;
  private static final int TEXT_MAX = 100_000;
  private static final String EMPTY_SCRIPT = "#!/usr/bin/env bash\n" + ScriptRecipe.ANCHOR;

  /// Starts the daemon of the tour.
  @FunctionalInterface
  interface Starter {
    Daemons.Running start() throws IOException, InterruptedException;
  }

  /// An attempt and what became of it.
  private record Tried(
      Recipe.Attempt attempt, String branch, Ending ending, String why, double nanos) {}

  private final DemoOptions options;
  private final Path folder;
  private final Programs programs;
  private final Steps steps;
  private @Nullable Begun begun;
  private @Nullable Tried winner;

  /// What is there after the beginning.
  private record Begun(Scratch scratch, Recipe recipe, Daemons.Running daemon, Agent agent) {}

  Tour(DemoOptions options, Path folder, Programs programs, Steps steps) {
    this.options = options;
    this.folder = folder;
    this.programs = programs;
    this.steps = steps;
  }

  /// From nothing to an imported repository.
  void begin(Starter starter) throws IOException, InterruptedException {
    var scratch = new Scratch[1];
    steps.take(
        "repository",
        () -> {
          scratch[0] = Scratch.make(options.repository(), folder, programs);
          return "cloned " + scratch[0].from() + " (" + files(scratch[0].folder()) + " files)";
        });
    var found = JavaRecipe.find(scratch[0].folder(), folder, programs);
    var recipe = found.orElseGet(ScriptRecipe::make);
    var built = options.build().map(recipe::withBuild).orElse(recipe);
    var daemon = new Daemons.Running[1];
    steps.take(
        "daemon",
        () -> {
          daemon[0] = starter.start();
          return "started in a home of its own, process " + daemon[0].pid();
        });
    var agent = new Agent(daemon[0].socket("demo"));
    begun = new Begun(scratch[0], built, daemon[0], agent);
    steps.take(
        "import",
        () -> {
          var arguments = Json.object().put("path", scratch[0].folder().toString());
          var answer = agent.call("import", arguments.put("as", PROJECT).build());
          long files = answer.whole("files").orElse(0L);
          require(files > 0, "the import took in no file: " + answer);
          double megabytes = answer.whole("bytes").orElse(0L) / 1e6;
          return String.format(
              "%,d files, %s MB, .git and ignored files included",
              files, Figures.number(megabytes));
        });
  }

  /// Several attempts at once, each in a branch of its own; one is left.
  void work() throws IOException, InterruptedException {
    var here = begun();
    var attempts = here.recipe.attempts();
    var branches = new ArrayList<String>();
    steps.take(
        "fork",
        () -> {
          branches.addAll(here.agent.fork(MAIN, attempts.size()));
          return attempts.size() + " branches at once, each a complete private tree";
        });
    var tried = new ArrayList<Tried>();
    steps.take(
        "attempts",
        () -> {
          tried.addAll(tryAll(branches));
          return here.recipe.task() + ": edited, built and tested in parallel";
        });
    tried.forEach(one -> steps.detail(one.ending == Ending.PASSES, describe(one)));
    var best = new ArrayList<Tried>();
    steps.take(
        "verdicts",
        () -> {
          best.add(judge(tried));
          return "each ended as it should; " + best.getFirst().branch + " goes on";
        });
    winner = best.getFirst();
    steps.take("discard", () -> discardLosers(tried, best.getFirst()));
  }

  /// The quickest of those that passed.
  private static Tried judge(List<Tried> tried) throws CheckFailedException {
    for (var one : tried) {
      require(
          one.ending == one.attempt.expected(),
          one.attempt.idea() + " was to end with " + one.attempt.expected() + " but " + how(one));
    }
    return tried.stream()
        .filter(one -> one.ending == Ending.PASSES)
        .min(Comparator.comparingDouble(Tried::nanos))
        .orElseThrow(() -> new CheckFailedException("no attempt passed"));
  }

  private String discardLosers(List<Tried> tried, Tried best) throws IOException {
    var agent = begun().agent;
    int discarded = 0;
    for (var one : tried) {
      if (!one.equals(best)) {
        agent.discard(one.branch);
        discarded++;
      }
    }
    var left = agent.call("branches", Json.EMPTY).items("branches");
    require(left.size() == 2, "after that there are " + left.size() + " branches, not 2");
    return discarded + " branches that did not make it, with all that they wrote";
  }

  /// Into the trunk, and from there into the repository as a Git branch.
  void bringHome() throws IOException, InterruptedException {
    var here = begun();
    var best = winner;
    if (best == null) {
      throw new IllegalStateException("there is nothing to bring home");
    }
    var clone = here.scratch.folder();
    steps.take(
        "commit",
        () -> {
          here.agent.commit(best.branch, here.recipe.task());
          var seen = here.agent.read(MAIN, here.recipe.file());
          require(seen.contains(best.attempt.code().strip()), "main does not show the change");
          var changed = here.agent.diff(MAIN).items("files").size();
          return "the one that passed is in main now"
              + (changed > 0 ? ", " + changed + " files" : "");
        });
    var before = programs.output(clone, "git", "rev-parse", "HEAD");
    steps.take(
        "apply",
        () -> {
          here.agent.call(
              "apply",
              Json.object()
                  .put("branch", MAIN)
                  .put("git_branch", GIT_BRANCH)
                  .put("message", here.recipe.task())
                  .build());
          var changed = programs.output(clone, "git", "diff", "--name-only", "HEAD", GIT_BRANCH);
          require(
              changed
                  .lines()
                  .toList()
                  .containsAll(List.of(here.recipe.file(), here.recipe.testFile())),
              "the Git branch changes " + changed);
          require(
              programs.output(clone, "git", "status", "--porcelain").isBlank()
                  && programs.output(clone, "git", "rev-parse", "HEAD").equals(before),
              "the working tree of the clone was touched");
          return "main is Git branch "
              + GIT_BRANCH
              + " in the clone, "
              + changed.lines().count()
              + " files; its working tree is untouched";
        });
    steps.take(
        "git fsck",
        () -> {
          programs.run(clone, "git", "fsck", "--strict", "--no-dangling");
          return "--strict finds nothing to complain about";
        });
  }

  /// One table, measured now.
  void compare() throws IOException, InterruptedException {
    var here = begun();
    steps.table(
        new Comparison(here.scratch.folder(), folder, programs, here.agent, textFile(), MAIN)
            .measure());
    here.agent.close();
  }

  private List<Tried> tryAll(List<String> branches) throws IOException, InterruptedException {
    var here = begun();
    var work = new ArrayList<Callable<Tried>>();
    try (var doors = new Closing();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < branches.size(); i++) {
        var agent = new Agent(here.daemon.socket("attempt-" + (i + 1)));
        doors.own(agent);
        var attempt = here.recipe.attempts().get(i);
        var branch = branches.get(i);
        work.add(() -> attempt(agent, attempt, branch));
      }
      var tried = new ArrayList<Tried>();
      for (var done : threads.invokeAll(work)) {
        tried.add(done.get());
      }
      return tried;
    } catch (ExecutionException e) {
      throw new IOException("an attempt could not be made: " + e.getCause(), e);
    }
  }

  private Tried attempt(Agent agent, Recipe.Attempt attempt, String branch) throws IOException {
    var recipe = begun().recipe;
    long start = System.nanoTime();
    if (recipe.file().equals(ScriptRecipe.FILE)) {
      agent.write(branch, List.of(recipe.file()), EMPTY_SCRIPT);
    }
    agent.edit(branch, recipe.file(), recipe.anchor(), recipe.anchor() + attempt.code());
    agent.write(branch, List.of(recipe.testFile()), recipe.testText());
    var ending = Ending.PASSES;
    var answer = agent.attempt(branch, recipe.build());
    if (answer.whole("exit").orElse(-1L) != 0) {
      ending = Ending.DOES_NOT_BUILD;
    } else {
      answer = agent.attempt(branch, recipe.test());
      if (answer.whole("exit").orElse(-1L) != 0) {
        ending = Ending.FAILS_ITS_TEST;
      }
    }
    var said = answer.text("stderr").orElse("") + answer.text("stdout").orElse("");
    var line = said.lines().filter(one -> !one.isBlank()).findFirst().orElse("no output").strip();
    var why = line.length() > WHY_MAX ? "… " + line.substring(line.length() - WHY_MAX) : line;
    return new Tried(attempt, branch, ending, why, System.nanoTime() - start);
  }

  private static String describe(Tried tried) {
    var took = Figures.duration(tried.nanos);
    return String.format("%s, %s: %s (%s)", tried.branch, tried.attempt.idea(), how(tried), took);
  }

  private static String how(Tried tried) {
    return switch (tried.ending) {
      case DOES_NOT_BUILD -> "does not build: " + tried.why;
      case FAILS_ITS_TEST -> "fails its test: " + tried.why;
      case PASSES -> "passes";
    };
  }

  /// A file to read and to edit: the one of the recipe if the repository has it, else any text.
  private String textFile() throws IOException, InterruptedException {
    var clone = begun().scratch.folder();
    var names = new ArrayList<String>(List.of(begun().recipe.file()));
    names.addAll(programs.output(clone, "git", "ls-files").lines().toList());
    for (var name : names) {
      var file = clone.resolve(name);
      if (Files.isRegularFile(file) && file.toFile().length() < TEXT_MAX && isText(file)) {
        return name;
      }
    }
    throw new CheckFailedException("there is no text file in the repository");
  }

  private static boolean isText(Path file) throws IOException {
    try {
      return Files.readString(file).indexOf('\0') < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private long files(Path clone) throws IOException, InterruptedException {
    return programs.output(clone, "git", "ls-files").lines().count();
  }

  private Begun begun() {
    var here = begun;
    if (here == null) {
      throw new IllegalStateException("the tour has not begun");
    }
    return here;
  }
}
