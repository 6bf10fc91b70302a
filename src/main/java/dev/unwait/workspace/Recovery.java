package dev.unwait.workspace;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Brings a home back to what was acknowledged, after however the last daemon ended.
final class Recovery {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path folder;
  private final Path layers;
  private final Linux linux;
  private final Backend backend;
  private final Forest forest;
  private final Register register;
  private final Applying applying;
  private final List<String> repairs = new ArrayList<>();

  Recovery(
      Path folder,
      Path layers,
      Linux linux,
      Backend backend,
      Forest forest,
      Register register,
      Applying applying) {
    this.folder = folder;
    this.layers = layers;
    this.linux = linux;
    this.backend = backend;
    this.forest = forest;
    this.register = register;
    this.applying = applying;
  }

  /// @return what was repaired, a sentence each
  List<String> recover() throws IOException {
    Files.createDirectories(folder);
    for (var project : register.projects()) {
      forest.put(project);
    }
    for (var branch : register.branches()) {
      forest.add(branch);
    }
    noteLostPower();
    sweepLayers();
    repairs.addAll(applying.recover());
    return repairs;
  }

  /// Trees are mounted so that they are not synced at each write; after a loss of power what was
  /// not committed may be incomplete.
  private void noteLostPower() throws IOException {
    var file = folder.resolve("boot");
    var now = Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
    if (Files.exists(file) && !Files.readString(file).equals(now)) {
      repairs.add(
          "The machine stopped while Unwait was running: changes that were not committed may be"
              + " incomplete.");
    }
    Files.writeString(file, now);
  }

  private void sweepLayers() throws IOException {
    if (!Files.isDirectory(layers)) {
      return;
    }
    var orphans = new ArrayList<LayerId>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(layers)) {
      for (var layer : folders) {
        var name = layer.getFileName().toString();
        if (name.matches("[0-9a-z]{1,12}") && !forest.isHeld(LayerId.parse(name))) {
          orphans.add(LayerId.parse(name));
        }
      }
    }
    if (!orphans.isEmpty()) {
      backend.delete(orphans);
      repairs.add("Deleted " + orphans.size() + " layers of work that was never acknowledged.");
    }
  }

  /// Brings all to the disk, and remembers that a later loss of power did no harm.
  void closedInOrder() throws IOException {
    int fd = linux.files().openat(AT_FDCWD, layers.toString(), O_RDONLY | O_DIRECTORY, 0);
    try {
      linux.files().syncfs(fd);
    } finally {
      linux.files().close(fd);
    }
    Files.deleteIfExists(folder.resolve("boot"));
  }
}
