package dev.unwait.daemon;

import dev.unwait.base.RefusalException;
import dev.unwait.client.Home;
import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.output.OutputOptions;
import dev.unwait.shell.Bounds;
import dev.unwait.shell.SandboxOptions;
import dev.unwait.shell.ShellOptions;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Shape;
import dev.unwait.workspace.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bounds and choices of one home, from its file `settings.json`; what is left out has its
/// default, what is unknown is an error.
public record Settings(
    @Doc(value = "whether commands reach the network", byDefault = "true") boolean network,
    @Doc("parts of the home folder that all branches share and may write to")
        @Nullable List<String> sharedCaches,
    @Doc("parts of the home folder that commands may read") @Nullable List<String> shown,
    @Doc(value = "how long a command may run", byDefault = "600000", min = 1) long commandTimeoutMs,
    @Doc(value = "memory of the commands of one shell", byDefault = "4096", min = 1) long memoryMb,
    @Doc(value = "processes of one shell", byDefault = "1000", min = 2) int processes,
    @Doc(value = "what one branch may write", byDefault = "16384", min = 1) long diskMb,
    @Doc(value = "what is kept of one command's output", byDefault = "64", min = 1) long outputMb,
    @Doc(value = "what is kept of all outputs", byDefault = "1024", min = 1) long outputsMb,
    @Doc(value = "warm shells kept ready for a project", byDefault = "8", min = 0) int idleShells,
    @Doc(value = "shells in all", byDefault = "1000", min = 1) int shellsMax,
    @Doc(value = "branches in all", byDefault = "20000", min = 1) int branchesMax,
    @Doc(value = "trees mounted at once", byDefault = "4096", min = 1) int openTreesMax,
    @Doc(value = "trees kept mounted for the next forks", byDefault = "4", min = 0, max = 64)
        int spareTrees,
    @Doc(value = "connections at the socket", byDefault = "2048", min = 1) int connectionsMax) {

  private static final Shape<Settings> SHAPE = Shape.of(Settings.class);
  private static final long MB = 1L << 20;

  /// Reads the settings of a home; all defaults where it has none.
  static Settings read(Home home) throws IOException {
    var file = home.folder().resolve("settings.json");
    try {
      return SHAPE.decode(Files.exists(file) ? Json.parse(Files.readAllBytes(file)) : Json.EMPTY);
    } catch (JsonException e) {
      throw RefusalException.invalid(
          "read " + file, e.getMessage(), "Correct the file, or remove it for the defaults");
    }
  }

  Options workspace() {
    var defaults = Options.DEFAULT;
    return new Options(
        branchesMax,
        openTreesMax,
        defaults.forksMax(),
        defaults.depthMax(),
        spareTrees,
        defaults.compactDepth(),
        defaults.lockMillis(),
        defaults.patchBytesMax());
  }

  ShellOptions shells(Path caches) {
    var defaults = ShellOptions.of(SandboxOptions.of(caches));
    var bounds =
        new Bounds(
            memoryMb * MB,
            processes,
            Bounds.DEFAULTS.cpu(),
            Duration.ofMillis(commandTimeoutMs),
            Bounds.DEFAULTS.output(),
            Bounds.DEFAULTS.openFiles(),
            Bounds.DEFAULTS.fileSize(),
            diskMb * MB,
            Bounds.DEFAULTS.temporary());
    return new ShellOptions(
        sandbox(defaults.sandbox()),
        bounds,
        idleShells,
        shellsMax,
        defaults.queueMax(),
        defaults.startTimeout(),
        defaults.grace(),
        defaults.jobTime(),
        defaults.idle(),
        defaults.commandMax(),
        defaults.stdinMax(),
        defaults.answerMax());
  }

  private SandboxOptions sandbox(SandboxOptions defaults) {
    return new SandboxOptions(
        defaults.caches(),
        defaults.userHome(),
        defaults.environment(),
        network,
        shown == null ? defaults.shown() : shown,
        sharedCaches == null ? defaults.shared() : sharedCaches);
  }

  OutputOptions outputs() {
    var defaults = OutputOptions.DEFAULTS;
    return new OutputOptions(
        defaults.memoryEach(),
        defaults.memoryTotal(),
        outputMb * MB,
        outputsMb * MB,
        defaults.lineMax());
  }
}
