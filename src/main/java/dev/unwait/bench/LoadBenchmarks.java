package dev.unwait.bench;

import dev.unwait.base.Closing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// Many agents at once, each at its own pace.
final class LoadBenchmarks {
  private static final int FILES = 1_000;
  private static final double CALLS_PER_SECOND = 140;
  private static final double NANOS = 1e9;
  private static final int SECONDS = 12;

  private LoadBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(benchmark("load-64", 64, false), benchmark("load-1000", 1000, true));
  }

  private static Benchmark benchmark(String name, int agents, boolean large) {
    var what = String.format("%,d agents at 140 calls a second together: run, read, edit", agents);
    return new Benchmark("load", name, what, Unit.MILLIS, large, bed -> measure(bed, agents));
  }

  /// All calls do next to nothing, so that their time is overhead. It counts from the moment at
  /// which the call was due, so that a late answer is not forgiven the calls that it holds up.
  private static Rounds measure(Bed bed, int agents) throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var trunk = bed.trunk(repository);
    var branches = bed.agent().fork(trunk, agents);
    var path = repository.names(1).getFirst();
    var all = new ArrayList<Double>();
    try (var doors = new Closing();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Callable<List<Double>>>();
      long end = bed.count(SECONDS) * (long) NANOS;
      for (int i = 0; i < agents; i++) {
        var agent = new Agent(bed.daemon().socket("agent-" + i));
        doors.own(agent);
        agent.run(branches.get(i), "me=" + i);
        var one = new One(agent, branches.get(i), path, i, agents / CALLS_PER_SECOND * NANOS);
        work.add(() -> one.work(end));
      }
      for (var done : threads.invokeAll(work)) {
        all.addAll(done.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("an agent failed: " + e.getCause(), e);
    }
    for (var branch : branches) {
      bed.agent().discard(branch);
    }
    bed.note(all.size() + " calls, each answer checked; time counts from when a call was due");
    return Rounds.alone(all.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /// One agent, which calls at random times.
  private record One(Agent agent, String branch, String path, int number, double gapNanos) {
    private static final int KINDS = 10;
    private static final int READS = 6;
    private static final int EDITS = 8;

    List<Double> work(long end) throws IOException {
      var random = new SplittableRandom(number);
      var spent = new ArrayList<Double>();
      var expected = agent.read(branch, path);
      agent.write(branch, List.of("count.txt"), "at 0\n");
      long start = System.nanoTime();
      int edits = 0;
      double due = gap(random);
      while (due < end) {
        await(start + (long) due);
        int kind = random.nextInt(KINDS);
        if (kind < READS) {
          require(agent.read(branch, path).equals(expected));
        } else if (kind < EDITS) {
          agent.edit(branch, "count.txt", "at " + edits, "at " + ++edits);
        } else {
          require(agent.run(branch, "echo $me").strip().equals(Integer.toString(number)));
        }
        spent.add(System.nanoTime() - start - due);
        due += gap(random);
      }
      return spent;
    }

    private double gap(SplittableRandom random) {
      return -Math.log(1 - random.nextDouble()) * gapNanos;
    }

    private static void await(long time) {
      for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private void require(boolean right) throws IOException {
      if (!right) {
        throw new IOException("a wrong answer in " + branch);
      }
    }
  }
}
