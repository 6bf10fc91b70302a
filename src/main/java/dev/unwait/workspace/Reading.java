package dev.unwait.workspace;

import dev.unwait.branch.LayerId;
import dev.unwait.delta.Change;
import dev.unwait.delta.Node.Kind;
import dev.unwait.delta.Side;
import dev.unwait.delta.Status;
import dev.unwait.delta.View;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /// How two trees differ at a path, to the last byte; null if they do not.
  static @Nullable Change difference(String path, View was, View is) throws IOException {
    var before = was.node(path);
    var after = is.node(path);
    if (before == null || after == null) {
      if (before == null && after == null) {
        return null;
      }
      var status = before == null ? Status.ADDED : Status.DELETED;
      return new Change(path, status, before, after, null);
    }
    if (before.kind() != after.kind()) {
      return new Change(path, Status.TYPE, before, after, null);
    }
    boolean same =
        before.kind() == Kind.FILE
            ? before.size() == after.size() && was.reads(path, is, path)
            : Objects.equals(before.target(), after.target());
    if (!same) {
      return new Change(path, Status.MODIFIED, before, after, null);
    }
    return before.mode() == after.mode()
        ? null
        : new Change(path, Status.MODE, before, after, null);
  }
}
