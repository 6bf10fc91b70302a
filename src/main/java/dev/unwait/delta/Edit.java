package dev.unwait.delta;

/// One thing to do to a tree so that it becomes another.
public sealed interface Edit {
  String path();

  /// Puts the file, link or FIFO there that stands at the same path of the source.
  record Take(String path, Node node) implements Edit {}

  /// Puts a file there with this content; its other traits are the source's if it has the path.
  record Write(String path, Content content, int mode) implements Edit {}

  /// Leaves the file that is there as it is but for its permission bits.
  record SetMode(String path, int mode) implements Edit {}

  /// Has a directory with this mode there.
  record MakeDirectory(String path, int mode) implements Edit {}

  /// Has nothing there. A directory is empty by then.
  record Remove(String path, boolean directory) implements Edit {}
}
