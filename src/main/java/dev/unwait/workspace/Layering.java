package dev.unwait.workspace;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.branch.Branch;
import dev.unwait.branch.LayerId;
import dev.unwait.delta.Edit;
import dev.unwait.delta.View;
import dev.unwait.linux.Linux;
import dev.unwait.merge.LayerWriter;
import dev.unwait.merge.TreeWriter;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes edits as new frozen layers, and brings layers to the disk.
final class Layering {
  private final Linux linux;
  private final Backend backend;
  private final Register register;

  Layering(Linux linux, Backend backend, Register register) {
    this.linux = linux;
    this.backend = backend;
    this.register = register;
  }

  /// Makes layers that show a tree with edits done, on the disk when this returns.
  ///
  /// @param source the descriptor of the tree that taken files come from
  /// @param frozen raw layers of the source whose files may get second names
  /// @param below the tree that the edits are done to
  /// @return the layers, top first
  List<LayerId> write(List<Edit> edits, int source, List<Path> frozen, Tree below)
      throws IOException {
    var layer = register.newLayer();
    var folder = backend.directory(layer);
    boolean done = false;
    try {
      if (backend.layered()) {
        Files.createDirectories(folder);
        LayerWriter.write(
            linux,
            edits,
            new View(linux, source),
            new View(linux, below.fd()),
            frozen,
            folder,
            true);
      } else {
        writeWhole(edits, source, below, layer);
      }
      done = true;
    } finally {
      if (!done) {
        backend.delete(List.of(layer));
      }
    }
    return backend.layered() ? Branch.above(layer, below.layers()) : List.of(layer);
  }

  private void writeWhole(List<Edit> edits, int source, Tree below, LayerId layer)
      throws IOException {
    try (var copy = backend.open(layer, below.layers())) {
      TreeWriter.apply(linux, edits, new View(linux, source), copy.fd(), true);
    }
  }

  /// Brings everything written to the layers' file system to the disk.
  void sync(LayerId layer) throws IOException {
    int fd =
        linux
            .files()
            .openat(AT_FDCWD, backend.directory(layer).toString(), O_RDONLY | O_DIRECTORY, 0);
    try {
      linux.files().syncfs(fd);
    } finally {
      linux.files().close(fd);
    }
  }

  List<Path> directories(List<LayerId> layers) {
    return layers.stream().map(backend::directory).toList();
  }
}
