package dev.unwait.clock;

import dev.unwait.store.Store;
import dev.unwait.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// What a caller pays for its span, the making of it included: `-prof gc` shows the bytes.
///
/// Called without pause, spans come faster than they can be kept, so most are dropped in the end;
/// `paced` has the thread do the work of a short call in between, so that none is.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@NullMarked
public class RecordBenchmark {
  private static final int TOKENS = 2_000; // A few microseconds of work.

  private Path folder;
  private Store store;
  private Clock clock;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("record-benchmark");
    store = Store.open(folder, StoreOptions.DEFAULT);
    clock = Clock.open(store, ClockOptions.DEFAULT, InstantSource.system());
  }

  @TearDown
  public void close() throws IOException {
    System.out.println("dropped " + clock.dropped());
    clock.close();
    store.close();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Benchmark
  @Threads(1)
  public void unpaced() {
    clock.record(span());
  }

  @Benchmark
  @Threads(2)
  public void unpacedByTwo() {
    clock.record(span());
  }

  @Benchmark
  @Threads(1)
  public void paced() {
    Blackhole.consumeCPU(TOKENS);
    clock.record(span());
  }

  /// The work in between alone: take it from `paced`.
  @Benchmark
  @Threads(1)
  public void pace() {
    Blackhole.consumeCPU(TOKENS);
  }

  private static Span span() {
    var random = ThreadLocalRandom.current();
    return new Span(
        Trace.identity(random),
        Trace.begin(random),
        "agent-1",
        "fix-1",
        "read",
        System.currentTimeMillis() * 1000,
        1_000,
        20_000,
        300_000,
        Outcome.OK,
        512);
  }
}
