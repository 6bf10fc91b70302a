package dev.unwait.overlay;

import java.io.IOException;
import java.nio.file.Path;

/// Copies a whole tree faithfully: modes, owners, times, links, hard links and attributes kept, the
/// blocks shared where the file system can.
@FunctionalInterface
public interface TreeCopier {
  /// @param target must not be there yet; its parent is
  void copy(Path source, Path target) throws IOException;
}
