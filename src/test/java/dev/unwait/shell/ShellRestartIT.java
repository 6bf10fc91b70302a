package dev.unwait.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever a command does to its shell, the next one finds it working, with its state.
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellRestartIT {
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

  private static final String STATE =
      "cd sub; x=$'new\\nline'; export Y='a b'; declare -A m=([k]=v [l]=\"w x\"); a=(1 '2 3');"
          + " f() { echo \"f $1\"; }; alias g='echo aliased'; shopt -s extglob; set -f; umask 027;"
          + " unset LANG";
  private static final String SHOW =
      "pwd; echo \"$x\"; printenv Y; echo \"${m[l]} ${a[1]}\"; f 1; g; shopt -q extglob && echo *;"
          + " umask; echo ${LANG-none}";

  private String shown() {
    return opened.live() + "/sub\nnew\nline\na b\nw x 2 3\nf 1\naliased\n*\n0027\nnone\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 3|3",
        "h() { exit 4; }; h|4",
        "exec sh -c 'exit 5'|5",
        "kill -9 $$|137",
        "kill -TERM $$; sleep 1|143",
        "kill -9 -1; exit 6|6",
        "set -u; echo $nope|1",
        "set -e; false; echo not here|1",
        "trap 'echo bye' EXIT; exit 7|7",
        "echo ${nope:?}|1",
        "exit 300|44",
        "exec 250>&-; exec 251>&-|0",
        "exec 8>&- 9>&- 250<&- 251>&- 0<&- 1>&- 2>&-|0",
        "kill -9 1|0",
        "exec >/dev/null|0"
      })
  void aShellThatEndsComesBackWithItsState(String command, int exit) throws Exception {
    var branch = opened.fork();
    run(branch, STATE);

    var result = run(branch, command);

    assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
    assertThat(result.stdout().text()).doesNotContain("not here");
    var after = run(branch, SHOW);
    assertThat(out(after)).as(after.notes() + after.stderr().text()).isEqualTo(shown());
  }

  @Test
  void whatAnEndingCommandChangedIsKept() throws Exception {
    var branch = opened.fork();

    var result = run(branch, "x=5; cd sub; exit 3");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.cwd()).isEqualTo(opened.live() + "/sub");
    assertThat(result.notes()).singleElement().asString().contains("as it ended");
    assertThat(out(run(branch, "echo $x; pwd"))).isEqualTo("5\n" + opened.live() + "/sub\n");
  }

  @Test
  void backgroundProcessesOutliveTheirBash() throws Exception {
    var branch = opened.fork();
    run(branch, "sleep 1234 & echo started");

    run(branch, "exit 1");

    assertThat(out(run(branch, "ps ax | grep -c '[s]leep 1234'"))).isEqualTo("1\n");
  }

  @Test
  void aLoopInBashItselfIsEndedWithItsState() throws Exception {
    var branch = opened.fork();

    var result =
        opened
            .shells()
            .run(
                branch,
                RunRequest.of("x=7; while :; do :; done").withTimeout(Duration.ofMillis(100)));

    assertThat(result.stopped()).isEqualTo("time");
    assertThat(result.exit()).isEqualTo(143);
    assertThat(out(run(branch, "echo $x"))).isEqualTo("7\n");
  }

  @Test
  void aBashThatIgnoresEverythingIsEnded() throws Exception {
    var branch = opened.fork();
    run(branch, "x=8; mkfifo /tmp/never");

    var result =
        opened
            .shells()
            .run(
                branch,
                RunRequest.of("trap '' 64 TERM INT; read y </tmp/never")
                    .withTimeout(Duration.ofMillis(100)));

    assertThat(result.stopped()).isEqualTo("time");
    assertThat(out(run(branch, "echo $x"))).isEqualTo("8\n");
  }

  @Test
  void aDeletedWorkingDirectoryIsLeft() throws Exception {
    var branch = opened.fork();
    run(branch, "mkdir -p deep/er; cd deep/er");
    run(branch, "rm -r ../../deep");

    var result = run(branch, "pwd; echo still here");

    assertThat(out(result)).isEqualTo(opened.live() + "\nstill here\n");
    assertThat(result.notes()).anyMatch(note -> note.contains("working directory was gone"));
    run(branch, "mkdir new; cd new");
    run(branch, "cd ..; rm -r new; mkdir new; touch new/file; cd new");
    assertThat(out(run(branch, "ls"))).isEqualTo("file\n");
  }

  @Test
  void aDirectoryThatWasReplacedIsEnteredAgain() throws Exception {
    var branch = opened.fork();
    run(branch, "mkdir d; cd d");
    opened.shells().run(branch, RunRequest.of("rmdir d; mkdir d; touch d/new").in("other"));

    assertThat(out(run(branch, "ls"))).isEqualTo("new\n");
  }

  @Test
  void redirectionsByExecDoNotOutlastTheirCommand() throws Exception {
    var branch = opened.fork();

    run(branch, "exec >log 2>&1; echo to the log");

    assertThat(out(run(branch, "cat log; echo shown"))).isEqualTo("to the log\nshown\n");
  }

  @Test
  void tracingShowsTheCommandsOnly() throws Exception {
    var branch = opened.fork();

    assertThat(run(branch, "set -x; true").stderr().text()).isEqualTo("++ true\n");
    assertThat(run(branch, "echo hi").stderr().text()).isEqualTo("++ echo hi\n");
    assertThat(run(branch, "set +x; true").stderr().text()).isEqualTo("++ set +x\n");
    assertThat(run(branch, "true").stderr().text()).isEmpty();
  }

  @Test
  void theLastExitCodeIsThereForTheNextCommand() throws Exception {
    var branch = opened.fork();
    run(branch, "(exit 9)");

    assertThat(out(run(branch, "echo $?"))).isEqualTo("9\n");
  }

  @Test
  void messagesNameBashAndTheLine() throws Exception {
    var result = run(opened.fork(), "true\nnosuchcommand");

    assertThat(result.stderr().text())
        .isEqualTo("bash: line 2: nosuchcommand: command not found\n");
    assertThat(result.exit()).isEqualTo(127);
  }

  @Test
  void syntaxErrorsAreAnswers() throws Exception {
    var branch = opened.fork();

    assertThat(run(branch, "if true").exit()).isEqualTo(2);
    assertThat(run(branch, "echo 'open").exit()).isEqualTo(2);
    assertThat(run(branch, ")").exit()).isEqualTo(2);
    assertThat(out(run(branch, "cat <<X\nhere\nX"))).isEqualTo("here\n");
    assertThat(run(branch, "").exit()).isZero();
    assertThatThrownBy(() -> run(branch, "a\0b")).isInstanceOf(RefusalException.class);
  }

  @Test
  void aDiscardedBranchEndsItsShells() throws Exception {
    var branch = opened.fork();
    run(branch, "true");
    int before = opened.shells().count(branch);

    opened.workspace().discard(branch, false);

    assertThat(before).isEqualTo(1);
    assertThat(opened.shells().count(branch)).isZero();
    assertThatThrownBy(() -> run(branch, "true")).isInstanceOf(RefusalException.class);
  }
}
