package dev.unwait.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.branch.BranchRef;
import dev.unwait.linux.Faults;
import dev.unwait.testing.ChildJvm;
import dev.unwait.testing.Folders;
import dev.unwait.testing.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process at work in a workspace: what it said was done is there, what was under way is
/// whole or absent, and nothing is left over.
@NullMarked
class KilledWorkspaceIT {
  private static final int KILLS = 6;
  private static final int LINES_MAX = 120;
  private static final int CALLS_MAX = 3_000;

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedSurvivesAKillAtAnyMoment() throws Exception {
    killAtRandom(KILLS);
  }

  @Test
  @Tag("soak")
  void whatWasAcknowledgedSurvivesManyKills() throws Exception {
    killAtRandom(Integer.getInteger("seeds", KILLS * 10) / 5);
  }

  @Test
  void stepsThatAreKilledAtSomeCallsAreWholeOrAbsent() throws Exception {
    killAtCalls(211);
  }

  @Test
  @Tag("soak")
  void stepsThatAreKilledAtManyCallsAreWholeOrAbsent() throws Exception {
    killAtCalls(7);
  }

  private void killAtRandom(int times) throws Exception {
    for (int seed = 0; seed < times; seed++) {
      var random = new SplittableRandom(seed);
      var home = Files.createDirectories(folder.resolve("random" + seed));
      var child = ChildJvm.of(KilledWork.class, home.toString()).start();
      var said = new ArrayList<String>();
      try (var out = child.inputReader()) {
        listen(out, 1 + random.nextInt(LINES_MAX), said);
        pause(random.nextInt(20_000_000));
        child.toHandle().destroyForcibly(); // Leaves open what it said last.
        listen(out, Integer.MAX_VALUE, said);
      } finally {
        child.destroyForcibly().waitFor();
      }
      check(home, said);
      Folders.delete(home);
    }
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void killAtCalls(int step) throws Exception {
    for (var target :
        List.of("import 0", "fork 2", "commit 1", "commit 2", "apply 2", "refresh 2")) {
      boolean survived = false;
      for (int call = 5; !survived; call += step) {
        assertThat(call).as("calls of %s", target).isLessThan(CALLS_MAX);
        var home = Files.createDirectories(folder.resolve(target.replace(' ', '-') + call));
        var child =
            ChildJvm.of(KilledWork.class, home.toString(), target, Integer.toString(call)).start();
        var said = new ArrayList<String>();
        try (var out = child.inputReader()) {
          listen(out, Integer.MAX_VALUE, said);
        } finally {
          child.destroyForcibly().waitFor();
        }
        survived = said.contains("survived");
        check(home, said);
        Folders.delete(home);
      }
    }
  }

  /// Reads what is said; a torn last line was not said.
  private static void listen(BufferedReader out, int lines, List<String> said) throws IOException {
    for (int i = 0; i < lines; i++) {
      var line = out.readLine();
      if (line == null || !line.endsWith(";")) {
        return;
      }
      said.add(line.substring(0, line.length() - 1));
    }
  }

  private static void check(Path home, List<String> said) throws Exception {
    var steps = said.stream().filter(line -> !line.equals("survived")).toList();
    var last = steps.isEmpty() ? "" : steps.getLast();
    var flying = last.startsWith("begin ") ? last.substring("begin ".length()) : "";
    var done = new TreeSet<String>();
    steps.stream().filter(s -> s.startsWith("done ")).forEach(s -> done.add(s.substring(5)));
    var kinds = KilledWork.KINDS;
    try (var opened = OpenedWorkspace.open(home, Faults.NONE, kinds, Options.DEFAULT)) {
      new Survey(opened, done, flying).check();
    } catch (IOException | AssertionError e) {
      throw new AssertionError("after " + steps + " in " + home, e);
    }
    try (var opened = OpenedWorkspace.open(home, Faults.NONE, kinds, Options.DEFAULT)) {
      assertThat(opened.workspace().repairs()).as("left after the first start").isEmpty();
    }
  }

  /// A look at what a killed process left, against what it said.
  ///
  /// @param done the steps that were acknowledged
  /// @param flying the step that was under way; empty if none
  private record Survey(OpenedWorkspace opened, TreeSet<String> done, String flying) {
    private int last(String step) {
      return done.stream()
          .filter(name -> name.startsWith(step + " "))
          .mapToInt(name -> Integer.parseInt(name.substring(step.length() + 1)))
          .max()
          .orElse(0);
    }

    private List<String> allowed(String step) {
      var numbers = new ArrayList<>(List.of(Integer.toString(last(step))));
      if (flying.startsWith(step + " ")) {
        numbers.add(flying.substring(step.length() + 1));
      }
      return numbers;
    }

    void check() throws Exception {
      checkLive();
      if (opened.workspace().projects().isEmpty()) {
        assertThat(done).isEmpty();
        opened.importTree();
      }
      var main = opened.workspace().find("main");
      var files = whole(main);
      assertThat(allowed("commit")).as("main is whole, after a commit").contains(files);
      checkBranches(main);
      assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
          .doesNotContain(opened.home().toString());
      checkWork(main);
    }

    /// All files of a branch say the same.
    private String whole(BranchRef branch) throws IOException {
      var numbers = new TreeSet<String>();
      for (int i = 0; i < KilledWork.FILES; i++) {
        numbers.add(opened.read(branch, KilledWork.path(i)).strip());
      }
      assertThat(numbers).as("the files of %s are of one commit", branch).hasSize(1);
      return numbers.first();
    }

    private void checkLive() throws IOException {
      if (!done.contains("import 0") && !flying.equals("import 0")) {
        return; // It was not there yet.
      }
      var numbers = new TreeSet<String>();
      for (int i = 0; i < KilledWork.FILES; i++) {
        numbers.add(Files.readString(opened.live().resolve(KilledWork.path(i))).strip());
      }
      assertThat(numbers).as("the live tree is of one apply").hasSize(1);
      assertThat(allowed("apply")).contains(numbers.first());
      assertThat(Shell.run(opened.live(), "find . -name '.unwait-*'")).isEmpty();
      assertThat(Shell.run(opened.live(), "git fsck 2>&1")).doesNotContain("error");
    }

    private void checkBranches(BranchRef main) throws IOException {
      var names = new TreeSet<String>();
      opened.workspace().list(null).forEach(row -> names.add(row.branch().name().value()));
      for (var step : done) {
        if (step.startsWith("fork ")) {
          var number = step.substring("fork ".length());
          boolean gone = done.contains("discard " + number) || flying.equals("discard " + number);
          assertThat(gone || names.contains("b" + number)).as("branch b%s", number).isTrue();
        }
        if (step.startsWith("discard ")) {
          assertThat(names).doesNotContain("b" + step.substring("discard ".length()));
        }
        if (step.startsWith("write ")) {
          var name = "b" + step.substring("write ".length());
          if (names.contains(name)) {
            var branch = opened.workspace().find(main.project() + "/" + name);
            assertThat(whole(branch)).isEqualTo(name.substring(1));
          }
        }
      }
    }

    private void checkWork(BranchRef main) throws Exception {
      var branch = opened.fork(main);
      opened.write(branch, "f0", "after\n");
      assertThat(opened.workspace().commit(branch, "")).isInstanceOf(Committed.Done.class);
      assertThat(opened.read(main, "f0")).isEqualTo("after\n");
    }
  }
}
