package dev.unwait.workspace;

import dev.unwait.branch.LayerId;
import dev.unwait.delta.Side;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Sees trees as sides of a comparison.
final class Reading {
  private final Backend backend;

  Reading(Backend backend) {
    this.backend = backend;
  }

  /// The tree as one side; valid while it is open.
  Side side(Tree tree) {
    return new Side(tree.fd(), directories(tree.layers()));
  }

  /// A read-only view of frozen layers: close it.
  Tree view(List<LayerId> layers) throws IOException {
    return backend.view(layers);
  }

  /// The raw layers of a frozen tree, whose files may get second names.
  List<Path> frozen(Tree tree) {
    return directories(tree.layers());
  }

  private List<Path> directories(List<LayerId> layers) {
    return backend.layered() ? layers.stream().map(backend::directory).toList() : List.of();
  }
}
