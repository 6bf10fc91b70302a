package dev.unwait.workspace;

import dev.unwait.branch.LayerId;
import dev.unwait.overlay.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// The frozen tree far beneath a branch, which many branches share, and where the branch may differ
/// from it.
///
/// @param layers what it is made of, which tells it from all others
/// @param changed the paths at which, or at and below which, the branch may differ
public record Ground(List<LayerId> layers, Set<String> changed, Opener opener) {
  /// Opens the frozen tree; valid while the branch is pinned.
  @FunctionalInterface
  public interface Opener {
    Tree open() throws IOException;
  }

  public Ground {
    layers = List.copyOf(layers);
    changed = Set.copyOf(changed);
  }
}
