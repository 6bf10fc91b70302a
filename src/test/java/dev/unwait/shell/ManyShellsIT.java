package dev.unwait.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.base.Closing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hundred branches with a shell each, all at work at once; afterwards nothing is left.
@NullMarked
class ManyShellsIT {
  private static final int COUNT = 200;

  @Test
  void allOfThemAnswerAndNoneIsLeft(@TempDir Path folder) throws Exception {
    Set<Long> shells;
    try (var closing = new Closing()) {
      var opened = OpenedShells.open(folder);
      closing.own(opened);
      var branches = opened.workspace().fork(opened.main(), COUNT, null).branches();
      var answers = new ArrayList<Future<String>>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var branch : branches) {
          answers.add(
              threads.submit(() ->
                  opened
                      .run(branch, "sleep 1000 & echo " + branch.name() + " >f; cat f")
                      .stdout()
                      .text()));
        }
        for (int i = 0; i < COUNT; i++) {
          assertThat(answers.get(i).get()).isEqualTo(branches.get(i).name() + "\n");
        }
      }
      shells = keepers(folder);
      assertThat(shells).hasSizeGreaterThanOrEqualTo(COUNT);
    }
    assertThat(shells).noneMatch(pid -> Files.exists(Path.of("/proc/" + pid)));
    assertThat(keepers(folder)).isEmpty();
  }

  /// The processes whose environment names the test's own project.
  private static Set<Long> keepers(Path folder) {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .filter(pid -> environment(pid).contains("UNWAIT_PROJECT=" + folder))
        .collect(Collectors.toSet());
  }

  private static String environment(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/environ"));
    } catch (java.io.IOException e) {
      return ""; // It has ended.
    }
  }
}
