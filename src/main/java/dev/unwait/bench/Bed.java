package dev.unwait.bench;

import dev.unwait.base.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What benchmarks stand on: a folder of their own, generated repositories, a daemon, programs. All
/// of it is gone when it is closed.
final class Bed implements Closeable {
  private static final int PART_QUICK = 3;
  private static final int ROUNDS_MAX = 300;
  private static final Duration WARM_UP = Duration.ofMillis(2500);
  private static final Duration WARM_UP_QUICK = Duration.ofSeconds(1);

  private final Options options;
  private final Path folder;
  private final Daemons daemons;
  private final Consumer<String> progress;
  private final Programs programs = new Programs();
  private final Closing owned = new Closing();
  private final Map<String, Repository> repositories = new HashMap<>();
  private final Map<String, String> projects = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private Daemons.@Nullable Running daemon;
  private @Nullable Agent agent;
  private int scratches;

  private Bed(Options options, Path folder, Daemons daemons, Consumer<String> progress) {
    this.options = options;
    this.folder = folder;
    this.daemons = daemons;
    this.progress = progress;
  }

  static Bed make(Options options, Daemons daemons, Consumer<String> progress) throws IOException {
    Files.createDirectories(options.folder());
    var folder = Files.createTempDirectory(options.folder(), "unwait-bench-").toRealPath();
    return new Bed(options, folder, daemons, progress);
  }

  Path folder() {
    return folder;
  }

  Options options() {
    return options;
  }

  Programs programs() {
    return programs;
  }

  Daemons daemons() {
    return daemons;
  }

  /// A fresh folder.
  Path scratch(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name + "-" + ++scratches));
  }

  /// A generated repository of that size, the same one for the same use.
  Repository repository(String use, int files) throws IOException, InterruptedException {
    var name = use + "-" + files;
    var known = repositories.get(name);
    if (known != null) {
      return known;
    }
    progress.accept("generating a repository of " + files + " files");
    var made = Repository.make(folder.resolve("trees").resolve(name), files, programs);
    repositories.put(name, made);
    return made;
  }

  /// The trunk of the project that the repository was imported as.
  String trunk(Repository repository) throws IOException, InterruptedException {
    var name = repository.folder().getFileName().toString();
    if (!projects.containsKey(name)) {
      progress.accept("importing " + name);
      projects.put(name, agent().importTree(repository.folder(), name) + "/main");
    }
    return projects.getOrDefault(name, "main");
  }

  /// The one daemon of this bed, started when it is first needed.
  Daemons.Running daemon() throws IOException, InterruptedException {
    var running = daemon;
    if (running == null) {
      progress.accept("starting a daemon");
      running = daemons.start(folder.resolve("home"));
      daemon = running;
    }
    return running;
  }

  /// An agent at the daemon's socket.
  Agent agent() throws IOException, InterruptedException {
    var known = agent;
    if (known == null) {
      known = new Agent(daemon().socket("bench"));
      owned.own(known);
      agent = known;
    }
    return known;
  }

  /// Something to be closed with the bed.
  <T extends Closeable> T own(T resource) {
    owned.own(resource);
    return resource;
  }

  /// A pace that fills so many seconds, less of them where less effort is asked for.
  Pace pace(int seconds, int roundsMin) {
    var time = Duration.ofSeconds(seconds);
    return switch (options.effort()) {
      case TINY -> new Pace(Duration.ZERO, 2, 2, time);
      case QUICK ->
          new Pace(WARM_UP_QUICK, Math.max(2, roundsMin / PART_QUICK), ROUNDS_MAX, part(time));
      case FULL -> new Pace(WARM_UP, roundsMin, ROUNDS_MAX, time);
    };
  }

  private static Duration part(Duration time) {
    return time.dividedBy(PART_QUICK);
  }

  /// How many of something, fewer where less effort is asked for.
  int count(int full) {
    return switch (options.effort()) {
      case TINY -> Math.min(2, full);
      case QUICK -> Math.max(1, full / PART_QUICK);
      case FULL -> full;
    };
  }

  /// Says something about the benchmark that is under way; once.
  void note(String note) {
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /// What was said since the last time.
  List<String> takeNotes() {
    var taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  /// An interrupt, which may be why it is closed, waits until all is gone.
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    try (var all = new Closing()) {
      all.own(programs);
      all.own(() -> Folders.delete(folder));
      all.own(() -> programs.unmountBelow(folder));
      var running = daemon;
      if (running != null) {
        all.own(running);
      }
      all.own(owned);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
