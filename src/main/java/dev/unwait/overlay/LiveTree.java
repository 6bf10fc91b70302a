package dev.unwait.overlay;

import dev.unwait.branch.LayerId;
import java.io.IOException;

/// The writable tree of a branch.
public interface LiveTree extends Tree {
  /// The writable layer.
  LayerId top();

  /// Whether nothing was written since the top layer was made.
  boolean clean() throws IOException;
}
