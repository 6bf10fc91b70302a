package dev.unwait.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.output.Page;
import dev.unwait.output.PageRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Commands in the background, and calls side by side.
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private OpenedShells opened;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    opened = OpenedShells.open(folder);
  }

  @AfterAll
  void close() throws IOException {
    opened.close();
  }

  private Page page(String job, long from) throws Exception {
    return opened.outputs().find(job).page(new PageRequest(from, 100, null, SOON));
  }

  private Page end(String job) throws Exception {
    var page = page(job, 0);
    while (!page.done()) {
      page = opened.outputs().find(job).page(new PageRequest(page.total(), 100, null, SOON));
    }
    return page(job, 0);
  }

  @Test
  void aJobHasTheStateOfTheShellItCameFrom() throws Exception {
    var branch = opened.fork();
    opened.run(branch, "x=5; cd sub; f() { echo \"f $x\"; }");

    var job = opened.shells().start(branch, RunRequest.of("f; pwd; x=6; exit 3"));

    var page = end(job);
    assertThat(page.lines()).containsExactly("f 5", opened.live() + "/sub");
    assertThat(page.exit()).isEqualTo(3);
    assertThat(opened.run(branch, "echo $x").stdout().text()).isEqualTo("5\n");
  }

  @Test
  void whoWaitsForOutputIsToldAsItComes() throws Exception {
    var branch = opened.fork();
    var job =
        opened
            .shells()
            .start(branch, RunRequest.of("echo one; read x <go; echo two; read x <go; echo three"));
    opened.run(branch, "until [ -p go ]; do mkfifo go 2>/dev/null; done");
    assertThat(page(job, 0).lines()).isNotEmpty();
    opened.run(branch, "true");
    assertThatThrownBy(() -> opened.shells().signal("o9-nothing", "TERM"))
        .isInstanceOf(RefusalException.class);
    opened.shells().signal(job, "TERM");
    assertThat(end(job).done()).isTrue();
  }

  @Test
  void aSignalEndsAllOfAJob() throws Exception {
    var branch = opened.fork();
    var job =
        opened.shells().start(branch, RunRequest.of("echo up; while true; do sleep 100; done"));
    assertThat(page(job, 0).lines()).containsExactly("up");

    assertThat(opened.shells().signal(job, "TERM")).isTrue();

    var page = end(job);
    assertThat(page.exit()).isEqualTo(143);
    assertThat(opened.shells().signal(job, "15")).isFalse();
    assertThatThrownBy(() -> opened.shells().signal(job, "NO")).hasMessageContaining("TERM");
  }

  @Test
  void aJobEndsWithItsBranch() throws Exception {
    var branch = opened.fork();
    var job = opened.shells().start(branch, RunRequest.of("echo up; sleep 1000"));
    assertThat(page(job, 0).lines()).containsExactly("up");

    opened.workspace().discard(branch, false);

    var page = end(job);
    assertThat(page.notes()).anyMatch(note -> note.contains("branch is gone"));
  }

  @Test
  void whatIsPrintedLateBelongsToTheCallBefore() throws Exception {
    var branch = opened.fork();

    var result = opened.run(branch, "(sleep 0.3; echo late) & echo early");

    assertThat(result.stdout().text()).isEqualTo("early\n");
    var late =
        opened.outputs().find(result.output()).page(new PageRequest(1, 1, null, Duration.ZERO));
    long deadline = System.nanoTime() + SOON.toNanos();
    while (late.lines().isEmpty() && System.nanoTime() < deadline) {
      late =
          opened.outputs().find(result.output()).page(new PageRequest(1, 1, null, Duration.ZERO));
      Thread.onSpinWait();
    }
    assertThat(late.lines()).containsExactly("late");
  }

  @Test
  void oneShellServesInOrderAndSeveralAtOnce() throws Exception {
    var branch = opened.fork();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> opened.run(branch, "echo x >>log; sleep 0.3; echo y >>log"));
      var slow =
          threads.submit(
              () -> opened.shells().run(branch, RunRequest.of("read x <pipe; echo $x").in("a")));
      opened.shells().run(branch, RunRequest.of("mkfifo pipe 2>/dev/null; true").in("b"));
      var fast = opened.shells().run(branch, RunRequest.of("echo fast").in("b"));
      assertThat(fast.stdout().text()).isEqualTo("fast\n");
      first.get();
      assertThat(opened.run(branch, "cat log").stdout().text()).isEqualTo("x\ny\n");
      slow.cancel(true);
    }
    assertThat(opened.run(branch, "ps ax | grep -c '[r]ead x'").stdout().text()).isEqualTo("0\n");
  }

  @Test
  void aForkBeneathAShellKeepsItsState() throws Exception {
    var branch = opened.fork();
    opened.run(branch, "x=5; mkdir deep; cd deep; echo one >f");

    var child = opened.workspace().fork(branch, 1, null).branches().getFirst();
    opened.run(branch, "echo two >f");

    assertThat(opened.run(branch, "echo $x; pwd; cat f").stdout().text())
        .isEqualTo("5\n" + opened.live() + "/deep\ntwo\n");
    assertThat(opened.run(child, "cat deep/f").stdout().text()).isEqualTo("one\n");
  }
}
