package dev.unwait.demo;

import dev.unwait.base.Closing;
import dev.unwait.bench.Daemons;
import dev.unwait.bench.Folders;
import dev.unwait.bench.Programs;
import dev.unwait.bench.Stop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The command `unwait demo`.
public final class Demo {
  private static final int DONE = 0;
  private static final int NO = 1;

  private final Daemons daemons;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean colours;

  /// @param colours whether a person sees what is told
  public Demo(Daemons daemons, PrintStream out, PrintStream err, boolean colours) {
    this.daemons = daemons;
    this.out = out;
    this.err = err;
    this.colours = colours;
  }

  /// Gives the tour in a folder of its own, which is removed in the end.
  ///
  /// @return the exit code: 0, or 1 where a step did not come to what it should
  public int run(DemoOptions options) throws IOException {
    Files.createDirectories(options.folder());
    var folder = Files.createTempDirectory(options.folder(), "unwait-demo-").toRealPath();
    var narrator = new Narrator(options.json() ? err : out, colours);
    try (var stop = Stop.onSignal();
        var owned = new Closing()) {
      if (!options.keep()) {
        owned.own(() -> uninterrupted(() -> Folders.delete(folder)));
      }
      var programs = new Programs();
      owned.own(programs);
      var steps = new Steps(narrator);
      boolean good = tour(options, folder, programs, steps, owned) && !stop.isAsked();
      if (options.json()) {
        out.println(steps.toJson().put("ok", good).build().write());
      }
      if (options.keep()) {
        narrator.line("Kept: " + folder);
      }
      out.flush();
      return good ? DONE : NO;
    }
  }

  private boolean tour(
      DemoOptions options, Path folder, Programs programs, Steps steps, Closing owned) {
    steps.title("Unwait at work. All of it happens in " + folder + "; nothing else is written to.");
    try {
      var tour = new Tour(options, folder, programs, steps);
      tour.begin(() -> {
        var running = daemons.start(folder.resolve("home"));
        owned.own(() -> uninterrupted(running));
        return running;
      });
      tour.work();
      tour.bringHome();
      tour.compare();
      steps.next();
      return true;
    } catch (IOException e) {
      steps.failed(String.valueOf(e.getMessage()));
      return false;
    } catch (InterruptedException e) {
      steps.failed("stopped");
      return false;
    }
  }

  /// Cleans up to the end, also where an interrupt is why.
  private static void uninterrupted(java.io.Closeable work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      work.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
