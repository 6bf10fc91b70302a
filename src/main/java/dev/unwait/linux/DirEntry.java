package dev.unwait.linux;

/// One name in a directory, as getdents64(2) gives it; `.` and `..` are left out.
///
/// @param type the `DT_` constant; {@link #UNKNOWN} where the file system does not say
public record DirEntry(String name, long ino, int type) {
  public static final int UNKNOWN = 0;
  public static final int FIFO = 1;
  public static final int CHARACTER_DEVICE = 2;
  public static final int DIRECTORY = 4;
  public static final int REGULAR = 8;
  public static final int SYMLINK = 10;
  public static final int SOCKET = 12;
}
