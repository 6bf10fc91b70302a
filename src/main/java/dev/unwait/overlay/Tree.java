package dev.unwait.overlay;

import dev.unwait.branch.LayerId;
import java.io.Closeable;
import java.util.List;

/// An open tree: the sum of its layers, reachable through a directory descriptor.
public interface Tree extends Closeable {
  /// A descriptor of the root directory, fit for the `*at` calls; valid until {@link #close}.
  int fd();

  /// The layers that it shows, top first; for a live tree the writable one comes first.
  List<LayerId> layers();
}
