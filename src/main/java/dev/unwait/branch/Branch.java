package dev.unwait.branch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A complete private working tree, as data: which layers it is made of and where it came from.
///
/// @param ref its name
/// @param parent the branch that it commits into; null for a trunk
/// @param top the writable layer
/// @param lowers the frozen layers beneath, top first, never empty
/// @param fork the frozen layers of the parent as the branch last saw them; its changes are what
///   differs from these
/// @param generation how often its layers were exchanged by a commit, a refresh or a compaction
/// @param createdMicros when it was forked, in microseconds since 1970
/// @param exactness how the fork came about
public record Branch(
    BranchRef ref,
    @Nullable BranchName parent,
    LayerId top,
    List<LayerId> lowers,
    List<LayerId> fork,
    long generation,
    long createdMicros,
    Exactness exactness) {

  public Branch {
    lowers = List.copyOf(lowers);
    fork = List.copyOf(fork);
    if (lowers.isEmpty()) {
      throw new IllegalArgumentException(ref + " stands on no layer");
    }
  }

  /// All of its layers, the writable one first.
  public List<LayerId> layers() {
    return above(top, lowers);
  }

  /// The parent's name in full; null for a trunk.
  public @Nullable BranchRef parentRef() {
    return parent == null ? null : new BranchRef(ref.project(), parent);
  }

  /// The branch once its top layer was frozen beneath a new one.
  public Branch frozen(LayerId next) {
    return new Branch(
        ref, parent, next, above(top, lowers), fork, generation, createdMicros, exactness);
  }

  /// The branch on other layers, which is what its parent holds too.
  public Branch rebased(LayerId next, List<LayerId> layers) {
    return new Branch(ref, parent, next, layers, layers, generation + 1, createdMicros, exactness);
  }

  /// The branch on other layers, its fork point as it was.
  public Branch moved(LayerId next, List<LayerId> layers) {
    return new Branch(ref, parent, next, layers, fork, generation + 1, createdMicros, exactness);
  }

  /// The branch with another fork point, its layers as they are.
  public Branch forkedAt(List<LayerId> layers) {
    return new Branch(ref, parent, top, lowers, layers, generation, createdMicros, exactness);
  }

  /// A list of layers with one more on top.
  public static List<LayerId> above(LayerId layer, List<LayerId> lowers) {
    var layers = new ArrayList<LayerId>(lowers.size() + 1);
    layers.add(layer);
    layers.addAll(lowers);
    return List.copyOf(layers);
  }
}
