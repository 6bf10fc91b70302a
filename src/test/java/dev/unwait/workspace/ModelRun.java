package dev.unwait.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Backends;
import dev.unwait.testing.ChildJvm;
import dev.unwait.testing.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/// Runs random work for a number of seeds, in this JVM or as an ordinary user in one of its own.
@NullMarked
final class ModelRun {
  private static final int STEPS = 60;
  private static final long CHILD_MINUTES_MAX = 60;

  private ModelRun() {}

  /// The kind of overlay that this process can make.
  static Backend.Kind overlay() throws IOException {
    var home = Files.createTempDirectory("probe");
    var overlays = EnumSet.of(Backend.Kind.OVERLAY, Backend.Kind.OVERLAY_ROOTLESS);
    try (var backend = Backends.choose(Linux.real(), home, overlays).backend()) {
      return backend.kind();
    } finally {
      Folders.delete(home);
    }
  }

  /// Each of some seeds, or with `-Dseed=N` that one.
  static void seeds(Path folder, Backend.Kind kind, int count) throws Exception {
    Long replayed = Long.getLong("seed");
    long first = replayed == null ? 0 : replayed;
    for (long seed = first; seed < (replayed == null ? count : replayed + 1); seed++) {
      one(folder.resolve(kind + "-" + seed), kind, seed);
    }
  }

  private static void one(Path folder, Backend.Kind kind, long seed) throws Exception {
    var random = new SplittableRandom(seed);
    Files.createDirectories(folder);
    try (var work = new RandomWork(folder, EnumSet.of(kind), random)) {
      try {
        for (int i = 0; i < STEPS; i++) {
          work.step();
        }
        work.checkAll();
        work.end();
      } catch (Exception | AssertionError e) {
        var history = String.join("\n  ", work.history());
        throw new AssertionError(kind + " failed for -Dseed=" + seed + "\n  " + history, e);
      }
    }
    Folders.delete(folder);
  }

  /// The same in a user namespace.
  static void rootless(Path folder, int count) throws Exception {
    var command = ChildJvm.of(ModelRun.class, folder.toString(), Integer.toString(count));
    command.command().addAll(0, java.util.List.of("unshare", "-Urm", "--propagation", "private"));
    var replayed = System.getProperty("seed");
    if (replayed != null) {
      command.command().add(replayed);
    }
    var child = command.redirectErrorStream(true).start();
    try {
      child.getOutputStream().close();
      var said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(CHILD_MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
      assertThat(said).endsWith("all went well\n");
    } finally {
      child.destroyForcibly();
    }
  }

  /// @param arguments a folder, how many seeds, and optionally the only one
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 2) {
      System.setProperty("seed", arguments[2]);
    }
    var kind = overlay();
    assertThat(kind).isEqualTo(Backend.Kind.OVERLAY_ROOTLESS);
    seeds(Path.of(arguments[0]), kind, Integer.parseInt(arguments[1]));
    System.out.println("all went well");
  }
}
