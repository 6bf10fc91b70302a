package dev.unwait.shell;

import dev.unwait.branch.BranchRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The way to a warm shell and back.
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@NullMarked
public class RunBenchmark {
  private OpenedShells opened;
  private BranchRef branch;

  @Setup
  public void open() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("run-benchmark");
    opened = OpenedShells.open(folder);
    branch = opened.fork();
    opened.run(branch, ":");
  }

  @TearDown
  public void close() throws IOException {
    opened.close();
  }

  @Benchmark
  public RunResult nothing() throws IOException, InterruptedException {
    return opened.run(branch, ":");
  }

  @Benchmark
  public RunResult echo() throws IOException, InterruptedException {
    return opened.run(branch, "echo out; echo err >&2");
  }

  @Benchmark
  public RunResult program() throws IOException, InterruptedException {
    return opened.run(branch, "/bin/true");
  }
}
