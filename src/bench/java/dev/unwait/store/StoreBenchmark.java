package dev.unwait.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Reads and writes of 1 KiB values under 10,000 keys: time per operation, writers in virtual
/// threads.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@NullMarked
public class StoreBenchmark {
  private static final int KEYS = 10_000;
  private static final int VALUE_BYTES = 1024;
  private static final int WRITES =
      1_280; // In one invocation; a multiple of all numbers of writers.

  private final byte[] value = new byte[VALUE_BYTES];
  private Path folder;
  private Store store;
  private ExecutorService threads;

  @Setup(Level.Trial)
  public void open() throws IOException {
    folder = Files.createTempDirectory("store-benchmark");
    store = Store.open(folder, StoreOptions.DEFAULT);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    ThreadLocalRandom.current().nextBytes(value);
    for (int number = 0; number < KEYS; number++) {
      store.write(new Batch().put(Column.KV, key(number), value), Durability.LOGGED);
    }
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    threads.close();
    store.close();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// How many write at once.
  @State(Scope.Benchmark)
  public static class Writers {
    @Param({"1", "8", "64"})
    public int writers;
  }

  @Benchmark
  public Optional<byte[]> get() throws IOException {
    return store.get(Column.KV, key(ThreadLocalRandom.current().nextInt(KEYS)));
  }

  @Benchmark
  @OperationsPerInvocation(WRITES)
  public void logged(Writers writers) throws ExecutionException, InterruptedException {
    write(writers.writers, Durability.LOGGED);
  }

  @Benchmark
  @OperationsPerInvocation(WRITES)
  public void synced(Writers writers) throws ExecutionException, InterruptedException {
    write(writers.writers, Durability.SYNCED);
  }

  private void write(int writers, Durability durability)
      throws ExecutionException, InterruptedException {
    var running = new ArrayList<Future<?>>();
    for (int writer = 0; writer < writers; writer++) {
      running.add(threads.submit(() -> writeSome(WRITES / writers, durability)));
    }
    for (var writer : running) {
      writer.get();
    }
  }

  private @Nullable Void writeSome(int count, Durability durability) throws IOException {
    var random = ThreadLocalRandom.current();
    for (int i = 0; i < count; i++) {
      store.write(new Batch().put(Column.KV, key(random.nextInt(KEYS)), value), durability);
    }
    return null;
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
