package dev.unwait.delta;

import dev.unwait.linux.Stat;
import org.jspecify.annotations.Nullable;

/// What stands at a path. Sockets and devices do not count: where one stands, nothing does.
///
/// @param mode the permission bits, `07777`
/// @param target where a symbolic link leads; null for all else
public record Node(Kind kind, int mode, long size, long mtimeNanos, @Nullable String target) {
  private static final int EXECUTABLE = 0100;

  /// The kinds of things that branches keep.
  public enum Kind {
    FILE,
    SYMLINK,
    DIRECTORY,
    FIFO
  }

  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  public boolean isFile() {
    return kind == Kind.FILE;
  }

  public boolean isExecutable() {
    return (mode & EXECUTABLE) != 0;
  }

  public Node withMode(int other) {
    return new Node(kind, other, size, mtimeNanos, target);
  }

  static @Nullable Kind kind(Stat stat) {
    if (stat.isRegular()) {
      return Kind.FILE;
    }
    if (stat.isDirectory()) {
      return Kind.DIRECTORY;
    }
    if (stat.isSymlink()) {
      return Kind.SYMLINK;
    }
    return stat.isFifo() ? Kind.FIFO : null;
  }
}
