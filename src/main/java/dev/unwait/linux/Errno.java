package dev.unwait.linux;

import java.util.Map;

/// The error numbers that Unwait decides by, and the names of those that it reports. See errno(3).
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOPNOTSUPP = 95;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM (operation not permitted)"),
          Map.entry(ENOENT, "ENOENT (no such file or directory)"),
          Map.entry(ESRCH, "ESRCH (no such process)"),
          Map.entry(EINTR, "EINTR (interrupted)"),
          Map.entry(EIO, "EIO (input/output error)"),
          Map.entry(EBADF, "EBADF (bad descriptor)"),
          Map.entry(EAGAIN, "EAGAIN (would block)"),
          Map.entry(EACCES, "EACCES (permission denied)"),
          Map.entry(EBUSY, "EBUSY (busy)"),
          Map.entry(EEXIST, "EEXIST (exists)"),
          Map.entry(EXDEV, "EXDEV (crosses a boundary)"),
          Map.entry(ENODEV, "ENODEV (no such device)"),
          Map.entry(ENOTDIR, "ENOTDIR (not a directory)"),
          Map.entry(EISDIR, "EISDIR (is a directory)"),
          Map.entry(EINVAL, "EINVAL (invalid argument)"),
          Map.entry(EMFILE, "EMFILE (too many open files)"),
          Map.entry(ENOSPC, "ENOSPC (no space left)"),
          Map.entry(EROFS, "EROFS (read-only file system)"),
          Map.entry(ENAMETOOLONG, "ENAMETOOLONG (name too long)"),
          Map.entry(ENOSYS, "ENOSYS (not in this kernel)"),
          Map.entry(ENOTEMPTY, "ENOTEMPTY (directory not empty)"),
          Map.entry(ELOOP, "ELOOP (symbolic link in the way)"),
          Map.entry(ENODATA, "ENODATA (no such attribute)"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP (not supported here)"));

  private Errno() {}

  public static String name(int errno) {
    return NAMES.getOrDefault(errno, "errno " + errno);
  }
}
