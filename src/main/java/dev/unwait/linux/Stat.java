package dev.unwait.linux;

/// What statx(2) says of a file. Times are nanoseconds since 1970.
public record Stat(
    long dev,
    long ino,
    int mode,
    long nlink,
    int uid,
    int gid,
    long rdev,
    long size,
    long blocks,
    long atimeNanos,
    long mtimeNanos,
    long ctimeNanos) {
  private static final int S_IFMT = 0xF000;
  private static final int S_IFIFO = 0x1000;
  private static final int S_IFCHR = 0x2000;
  private static final int S_IFDIR = 0x4000;
  private static final int S_IFREG = 0x8000;
  private static final int S_IFLNK = 0xA000;

  public boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  public boolean isRegular() {
    return (mode & S_IFMT) == S_IFREG;
  }

  public boolean isSymlink() {
    return (mode & S_IFMT) == S_IFLNK;
  }

  public boolean isFifo() {
    return (mode & S_IFMT) == S_IFIFO;
  }

  /// The overlay's mark for "deleted here": a character device 0:0.
  public boolean isWhiteout() {
    return (mode & S_IFMT) == S_IFCHR && rdev == 0;
  }

  /// The type bits, `S_IFMT`.
  public int type() {
    return mode & S_IFMT;
  }

  /// The permission bits, set-id and sticky bits included: `07777`.
  public int permissions() {
    return mode & 0xFFF;
  }
}
