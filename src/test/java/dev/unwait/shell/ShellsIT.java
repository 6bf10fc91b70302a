package dev.unwait.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.branch.BranchRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What people expect of a shell, call after call.
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellsIT {
  private OpenedShells opened;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    opened = OpenedShells.open(folder);
  }

  @AfterAll
  void close() throws IOException {
    opened.close();
  }

  private RunResult run(BranchRef branch, String command) throws Exception {
    return opened.run(branch, command);
  }

  private static String out(RunResult result) {
    return result.stdout().text();
  }

  @Test
  void aCommandRunsInTheBranchAtTheProjectsPath() throws Exception {
    var branch = opened.fork();

    var result = run(branch, "pwd; ls; echo wrong >&2; (exit 7)");

    assertThat(out(result)).isEqualTo(opened.live() + "\na.txt\nsub\n");
    assertThat(result.stderr().text()).isEqualTo("wrong\n");
    assertThat(result.exit()).isEqualTo(7);
    assertThat(result.cwd()).isEqualTo(opened.live().toString());
    assertThat(result.notes()).isEmpty();
  }

  @Test
  void stateLastsFromCallToCall() throws Exception {
    var branch = opened.fork();

    run(branch, "cd sub; x=5; export Y=6; f() { echo \"f $x\"; }; alias g='echo aliased'; set -f");

    assertThat(out(run(branch, "pwd; f; g; printenv Y; echo *; echo ${-//[^f]/}")))
        .isEqualTo(opened.live() + "/sub\nf 5\naliased\n6\n*\nf\n");
  }

  @Test
  void timeEndsTheWholeCommand() throws Exception {
    var branch = opened.fork();
    run(branch, "x=kept");

    var result =
        opened
            .shells()
            .run(
                branch,
                RunRequest.of("cd sub; sh -c 'sleep 100; echo one'; echo two")
                    .withTimeout(Duration.ofMillis(200)));

    assertThat(result.stopped()).isEqualTo("time");
    assertThat(out(result)).isEmpty();
    var next = run(branch, "echo $x; pwd; ps ax");
    assertThat(out(next)).startsWith("kept\n" + opened.live() + "/sub\n").doesNotContain("sleep");
  }

  @Test
  void stdinIsWhatWasGiven() throws Exception {
    var branch = opened.fork();

    assertThat(out(run(branch, "cat; echo end"))).isEqualTo("end\n");
    byte[] text = "hello\nworld".getBytes(StandardCharsets.UTF_8);
    assertThat(out(opened.shells().run(branch, RunRequest.of("cat; echo end").withStdin(text))))
        .isEqualTo("hello\nworldend\n");
    assertThat(out(run(branch, "cat; echo end"))).isEqualTo("end\n");
  }
}
