package dev.unwait.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.output.PageRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A command that goes beyond a bound is ended, the answer says which, and the shell goes on.
@NullMarked
@Execution(ExecutionMode.SAME_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundsIT {
  private OpenedShells opened;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    var bounds =
        new Bounds(
            200L << 20,
            100,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            32L << 20,
            256,
            64L << 20,
            40L << 20,
            16L << 20);
    opened = new OpenedShells(folder, options -> options.with(bounds));
  }

  @AfterAll
  void close() throws IOException {
    opened.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "b() { b | b & }; b; wait; sleep 10~processes",
        "for i in $(seq 200); do sleep 30 & done; wait~processes",
        "yes~output",
        "x=$(head -c 300000000 /dev/zero | tr '\\0' x); sleep 10~memory",
        "while :; do :; done~cpu",
        "for i in 1 2 3; do head -c 20000000 /dev/zero >f$i; done; sleep 10~disk"
      })
  void aCommandBeyondABoundIsEndedAndNamed(String command, String bound) throws Exception {
    var branch = opened.fork();
    opened.run(branch, "x=kept");
    opened.run(branch, "true # A command that mentions kill has the state noted down before it.");

    var result = opened.run(branch, command);

    assertThat(result.stopped()).as(result.toString()).isEqualTo(bound);
    assertThat(result.notes()).anyMatch(note -> note.startsWith("the command was ended: "));
    assertThat(opened.run(branch, "rm -f f*; echo $x").stdout().text()).isEqualTo("kept\n");
  }

  @Test
  void filesHaveABoundAndSoDoesTheTemporaryFolder() throws Exception {
    var branch = opened.fork();

    assertThat(opened.run(branch, "ulimit -n; ulimit -c").stdout().text()).isEqualTo("256\n0\n");
    var large = opened.run(branch, "head -c 100000000 /dev/zero >/dev/shm/large");
    assertThat(large.exit()).isNotZero();
    var full = opened.run(branch, "head -c 100000000 /dev/zero >/tmp/large");
    assertThat(full.stderr().text()).contains("No space left");
    assertThat(opened.run(branch, "rm /tmp/large; echo fine").stdout().text()).isEqualTo("fine\n");
  }

  @Test
  void largeOutputIsKeptWholeBehindItsHandle() throws Exception {
    var result = opened.run(opened.fork(), "seq 1 1000000; echo err >&2");

    assertThat(result.truncated()).isTrue();
    assertThat(result.stdout().total()).isEqualTo(6_888_896);
    assertThat(result.stdout().text()).startsWith("1\n2\n").endsWith("\n1000000\n");
    var output = opened.outputs().find(result.output());
    var page = output.page(new PageRequest(499_999, 2, null, Duration.ZERO));
    assertThat(page.lines()).hasSize(2).allMatch(line -> line.startsWith("50000"));
    assertThat(page.total()).isEqualTo(1_000_001);
    var found = output.page(new PageRequest(0, 10, "999999"::equals, Duration.ZERO));
    assertThat(found.lines()).containsExactly("999999");
  }

  @Test
  void bytesThatAreNotUtf8Survive() throws Exception {
    var result = opened.run(opened.fork(), "printf 'a\\377b\\000c'");

    assertThat(result.stdout().head()).isEqualTo(new byte[] {'a', -1, 'b', 0, 'c'});
    assertThat(result.stdout().utf8()).isFalse();
    assertThat(opened.run(opened.fork(), "echo \"gr\u00fc\u00df \ud83d\ude00\"").stdout().text())
        .isEqualTo("gr\u00fc\u00df \ud83d\ude00\n");
  }
}
