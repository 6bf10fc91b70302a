package dev.unwait.bench;

import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The command `unwait bench`.
public final class Bench {
  private static final int DONE = 0;
  private static final int FAILED = 4;

  private final Daemons daemons;
  private final PrintStream out;
  private final PrintStream err;

  /// @param out for the report
  /// @param err for progress
  public Bench(Daemons daemons, PrintStream out, PrintStream err) {
    this.daemons = daemons;
    this.out = out;
    this.err = err;
  }

  /// Runs the benchmarks that are asked for, one after the other, and prints what they came to. A
  /// goal that is missed is a result like any other. Where it is stopped, what was measured until
  /// then is printed.
  ///
  /// @return the exit code: 0, or 4 where a benchmark could not be run
  /// @throws RefusalException where there is no benchmark of a name
  public int run(Options options) throws IOException {
    var chosen = choose(options);
    try (var stop = Stop.onSignal()) {
      var report = measure(options, chosen);
      if (options.json()) {
        out.println(report.toJson().write());
      } else {
        report.lines().forEach(out::println);
      }
      out.flush();
      return report.failures().isEmpty() && !stop.isAsked() ? DONE : FAILED;
    }
  }

  private Report measure(Options options, List<Benchmark> chosen) throws IOException {
    try (var bed = Bed.make(options, daemons, line -> err.println("unwait: " + line))) {
      var machine = Machine.here(bed.folder());
      var outcomes = new ArrayList<Outcome>();
      var failures = new ArrayList<Report.Failure>();
      for (var benchmark : chosen) {
        try {
          outcomes.add(measure(bed, benchmark));
        } catch (IOException e) {
          failures.add(failed(benchmark, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        bed.takeNotes();
        if (Thread.currentThread().isInterrupted()) {
          err.println("unwait: stopped; cleaning up");
          break;
        }
      }
      return new Report(machine, outcomes, failures);
    }
  }

  private Report.Failure failed(Benchmark benchmark, String message) {
    var why = message.lines().findFirst().orElse("");
    err.println("unwait: " + benchmark.name() + " failed: " + why);
    return new Report.Failure(benchmark.name(), why);
  }

  private Outcome measure(Bed bed, Benchmark benchmark) throws IOException, InterruptedException {
    long start = System.nanoTime();
    err.println("unwait: " + benchmark.name() + ": " + benchmark.what());
    var rounds = benchmark.work().measure(bed);
    var outcome =
        Outcome.of(
            benchmark.name(),
            benchmark.what(),
            benchmark.unit(),
            rounds,
            Goals.of(benchmark.name()),
            bed.takeNotes());
    var spent = Duration.ofNanos(System.nanoTime() - start);
    err.printf(
        "unwait: %s: %s in the median (%d s)%n",
        benchmark.name(),
        Figures.raw(benchmark.unit(), outcome.unwait().median()),
        spent.toSeconds());
    return outcome;
  }

  private static List<Benchmark> choose(Options options) throws RefusalException {
    for (var name : options.names()) {
      if (all().stream().noneMatch(benchmark -> benchmark.answersTo(name))) {
        throw RefusalException.missing(
            "run the benchmark " + name,
            "there is none of that name",
            "There are: " + String.join(", ", all().stream().map(Benchmark::name).toList()));
      }
    }
    if (options.names().isEmpty()) {
      return all().stream().filter(b -> options.large() || !b.large()).toList();
    }
    return all().stream().filter(b -> isAsked(b, options)).toList();
  }

  /// What is large is run where it is named itself, or `large` is set.
  private static boolean isAsked(Benchmark benchmark, Options options) {
    return options.names().stream()
        .anyMatch(name ->
            benchmark.name().equals(name)
                || (benchmark.answersTo(name) && (options.large() || !benchmark.large())));
  }

  static List<Benchmark> all() {
    return Stream.of(
            ForkBenchmarks.all(),
            RunBenchmarks.all(),
            FileBenchmarks.all(),
            SearchBenchmarks.all(),
            GitBenchmarks.all(),
            CommitBenchmarks.all(),
            DaemonBenchmarks.all(),
            LoadBenchmarks.all())
        .flatMap(List::stream)
        .toList();
  }
}
