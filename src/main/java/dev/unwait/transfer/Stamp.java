package dev.unwait.transfer;

import dev.unwait.linux.Stat;

/// What tells whether a path is still what it was: it changes whenever the file does.
public record Stamp(int mode, long ino, long size, long mtimeNanos, long ctimeNanos) {
  private static final int S_IFMT = 0xF000;
  private static final int S_IFDIR = 0x4000;

  static Stamp of(Stat stat) {
    return new Stamp(stat.mode(), stat.ino(), stat.size(), stat.mtimeNanos(), stat.ctimeNanos());
  }

  boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  /// Whether the two can be the same unchanged thing. Of directories only the mode counts: their
  /// times follow from what is in them, which is compared by itself.
  boolean agrees(Stamp now) {
    return isDirectory() ? mode == now.mode : equals(now);
  }
}
