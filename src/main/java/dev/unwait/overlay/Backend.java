package dev.unwait.overlay;

import dev.unwait.branch.LayerId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A way to make trees out of layers. All back ends pass the same tests.
///
/// Layers live at `LAYERS/ID/tree`. In an overlay, a layer is a difference: an upper directory with
/// whiteouts and opaque marks. In the copying back ends each layer is a whole tree.
public interface Backend extends Closeable {

  /// The back ends, best first.
  enum Kind {
    /// Detached overlay mounts, as root.
    OVERLAY,
    /// Detached overlay mounts in a user namespace.
    OVERLAY_ROOTLESS,
    /// Copies that share blocks (btrfs, xfs).
    REFLINK,
    /// Plain copies.
    COPY
  }

  Kind kind();

  /// Whether a layer is a difference over the ones below it, rather than a whole tree.
  boolean layered();

  /// The directory that holds the contents of a layer; it need not exist yet.
  Path directory(LayerId layer);

  /// Opens the writable layer `top` above `lowers` (top first, not empty), making it where it is
  /// not there yet. A layer is open at most once.
  LiveTree open(LayerId top, List<LayerId> lowers) throws IOException;

  /// Says that writable layers above these are likely to be opened soon, so that a back end can
  /// make some ready meanwhile.
  ///
  /// @param count how many to keep ready
  default void expect(List<LayerId> lowers, int count) {}

  /// Opens a read-only view of frozen layers, top first.
  Tree view(List<LayerId> layers) throws IOException;

  /// Shows the tree at a place, over whatever is there. The path must exist in that namespace.
  void show(Tree tree, Place place) throws IOException;

  /// Makes what was written to the tree so far unchangeable, beneath all places that show it.
  ///
  /// @param next an unused layer: the new top (exact, fenced), or the copy (copied)
  /// @param places every place that shows the tree; each shows the new one afterwards
  /// @param busy whether a command is running there, which must not be disturbed: then copy
  /// @throws IOException with the tree and all places as they were
  Frozen freeze(LiveTree tree, LayerId next, Collection<Place> places, boolean busy)
      throws IOException;

  /// Puts a new tree in the place of one to which nothing was written: `next` above `lowers`, shown
  /// at all places. The old tree is closed, its top layer is left for {@link #delete}. Used when a
  /// branch takes over another's layers: at commit, refresh and compaction.
  ///
  /// @return nothing, with all as it was, if something was written to the tree after all
  Optional<LiveTree> exchange(
      LiveTree tree, LayerId next, List<LayerId> lowers, Collection<Place> places)
      throws IOException;

  /// Deletes layers from the disk. Nothing may have them open.
  void delete(Collection<LayerId> layers) throws IOException;
}
