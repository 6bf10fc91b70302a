package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Opens, lists and reads many files through native buffers that are allocated once. For one thread
/// at a time; the buffers go with the object.
public final class Reader {
  public static final int RESOLVE_NO_MAGICLINKS = 0x02;
  public static final int RESOLVE_NO_SYMLINKS = 0x04;
  public static final int RESOLVE_BENEATH = 0x08;

  private static final long SYS_OPENAT2 = 437;
  private static final long HOW_SIZE = 24;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_SIZE = 256;
  private static final int NAME_SIZE = 4096;
  private static final int BUFFER_SIZE = 128 * 1024;

  private static final MethodHandle OPENAT2 =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle OPENAT =
      Native.variadic(
          "openat", 3, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      Native.handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      Native.handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle STATX =
      Native.handle(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle GETDENTS64 =
      Native.handle("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  private final Faults faults;
  private final MemorySegment state;
  private final MemorySegment how;
  private final MemorySegment name;
  private final MemorySegment stat;
  private final MemorySegment buffer;

  Reader(Faults faults) {
    this.faults = faults;
    Arena arena = Arena.ofAuto();
    state = Native.state(arena);
    how = arena.allocate(HOW_SIZE, 8);
    name = arena.allocate(NAME_SIZE);
    stat = arena.allocate(STATX_SIZE, 8);
    buffer = arena.allocate(BUFFER_SIZE, 8);
  }

  /// Opens a path that cannot lead out of the directory, for reading.
  ///
  /// @param flags added to `O_RDONLY`
  /// @param resolve added to `RESOLVE_BENEATH` and `RESOLVE_NO_MAGICLINKS`
  public int openBeneath(int dirfd, String path, int flags, int resolve)
      throws SystemCallException {
    faults.before("openat2");
    setName("openat2", path);
    how.set(JAVA_LONG, 0, flags | FileCalls.O_CLOEXEC);
    how.set(JAVA_LONG, 8, 0);
    how.set(JAVA_LONG, 16, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve);
    try {
      long fd = (long) OPENAT2.invokeExact(state, SYS_OPENAT2, dirfd, name, how, HOW_SIZE);
      return (int) checked(fd, "openat2", path);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Opens a name in a directory, which must be a single component, without following a link.
  ///
  /// @param flags added to `O_RDONLY`
  public int open(int dirfd, String child, int flags) throws SystemCallException {
    faults.before("openat");
    setName("openat", child);
    int all = flags | FileCalls.O_CLOEXEC | FileCalls.O_NOFOLLOW;
    try {
      return (int) checked((int) OPENAT.invokeExact(state, dirfd, name, all, 0), "openat", child);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// What the open file is.
  public Stat fstat(int fd) throws SystemCallException {
    return statx(fd, "", AT_EMPTY_PATH);
  }

  /// What the name is: a link itself rather than what it leads to.
  public Stat lstat(int dirfd, String path) throws SystemCallException {
    return statx(dirfd, path, FileCalls.AT_SYMLINK_NOFOLLOW);
  }

  private Stat statx(int dirfd, String path, int flags) throws SystemCallException {
    faults.before("statx");
    setName("statx", path);
    try {
      int done = (int) STATX.invokeExact(state, dirfd, name, flags, STATX_BASIC_STATS, stat);
      checked(done, "statx", path);
    } catch (Throwable e) {
      throw rethrown(e);
    }
    return FileCalls.stat(stat);
  }

  /// Reads from the current position until the array is full or the file ends. A read that gives
  /// less than was asked for is taken for the end, as it is on a regular file.
  ///
  /// @param at where in the array to begin
  /// @return how many bytes were read
  public int read(int fd, byte[] into, int at) throws SystemCallException {
    int done = at;
    while (done < into.length) {
      int asked = Math.min(into.length - done, BUFFER_SIZE);
      int n = readOnce(fd, asked);
      MemorySegment.copy(buffer, JAVA_BYTE, 0, into, done, n);
      done += n;
      if (n < asked) {
        break;
      }
    }
    return done - at;
  }

  private int readOnce(int fd, int asked) throws SystemCallException {
    faults.before("read");
    try {
      return (int) checked((long) READ.invokeExact(state, fd, buffer, (long) asked), "read", "");
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// All names in a directory, in the file system's order. The descriptor must be freshly opened.
  public List<DirEntry> entries(int fd) throws SystemCallException {
    var entries = new ArrayList<DirEntry>();
    while (true) {
      int n = fill(fd);
      if (n == 0) {
        return entries;
      }
      for (int at = 0; at < n; at += buffer.get(JAVA_SHORT, at + 16L) & 0xFFFF) {
        addEntry(entries, at);
      }
    }
  }

  private int fill(int fd) throws SystemCallException {
    faults.before("getdents64");
    try {
      long n = (long) GETDENTS64.invokeExact(state, fd, buffer, (long) BUFFER_SIZE);
      return (int) checked(n, "getdents64", "");
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  // struct linux_dirent64: ino 8, offset 8, record length 2, type 1, name to the zero.
  private void addEntry(List<DirEntry> entries, int at) {
    long start = at + 19L;
    int length = 0;
    byte all = 0;
    for (byte b; (b = buffer.get(JAVA_BYTE, start + length)) != 0; length++) {
      all |= b;
    }
    byte[] bytes = new byte[length];
    MemorySegment.copy(buffer, JAVA_BYTE, start, bytes, 0, length);
    boolean dot = bytes[0] == '.' && (length == 1 || (length == 2 && bytes[1] == '.'));
    if (!dot) {
      String text = all >= 0 ? new String(bytes, StandardCharsets.ISO_8859_1) : Names.decode(bytes);
      entries.add(new DirEntry(text, buffer.get(JAVA_LONG, at), buffer.get(JAVA_BYTE, at + 18L)));
    }
  }

  /// Closes a descriptor. It is gone even where the kernel reports a failure, so none is thrown.
  public void close(int fd) {
    try {
      int done = (int) CLOSE.invokeExact(state, fd);
      if (done < 0 && Native.errno(state) == Errno.EBADF) {
        throw new AssertionError("closed twice: descriptor " + fd);
      }
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall threw", e); // It throws nothing of its own.
    }
  }

  private void setName(String call, String path) throws SystemCallException {
    byte[] bytes = Names.encode(path);
    if (bytes.length >= NAME_SIZE) {
      throw new SystemCallException(
          call + " of a path of " + bytes.length + " bytes", Errno.ENAMETOOLONG);
    }
    MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
    name.set(JAVA_BYTE, bytes.length, (byte) 0);
  }

  private long checked(long result, String call, String on) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(on.isEmpty() ? call : call + " " + on, Native.errno(state));
    }
    return result;
  }

  private static SystemCallException rethrown(Throwable e) {
    return switch (e) {
      case SystemCallException expected -> expected;
      case Error error -> throw error;
      default -> throw new AssertionError("a downcall threw", e); // It throws nothing of its own.
    };
  }
}
