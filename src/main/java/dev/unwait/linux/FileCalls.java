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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// System calls on files, each relative to a directory descriptor, named as in section 2 of the
/// manual. Descriptors are plain numbers; who opens, closes.
public final class FileCalls {
  public static final int AT_FDCWD = -100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;
  // These two differ between x86-64 and arm64.
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

  public static final int RENAME_NOREPLACE = 1;
  public static final int RENAME_EXCHANGE = 2;

  public static final int S_IFCHR = 0x2000;
  public static final int S_IFIFO = 0x1000;

  private static final long SYS_OPENAT2 = 437;
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_NO_SYMLINKS = 0x04;
  private static final long RESOLVE_BENEATH = 0x08;
  private static final long OPEN_HOW_SIZE = 24;
  private static final long FICLONE = 0x40049409L;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final long STATX_SIZE = 256;
  private static final int PATH_MAX = 4096;
  private static final int READ_SIZE = 1 << 20;
  private static final long DIRENTS_SIZE = 64 * 1024;
  private static final long NANOS = 1_000_000_000L;

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
  private static final MethodHandle PREAD =
      Native.handle(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITE =
      Native.handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle STATX =
      Native.handle(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle GETDENTS64 =
      Native.handle("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle MKDIRAT =
      Native.handle("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle UNLINKAT =
      Native.handle("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RENAMEAT2 =
      Native.handle(
          "renameat2",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle LINKAT =
      Native.handle(
          "linkat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SYMLINKAT =
      Native.handle("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle READLINKAT =
      Native.handle(
          "readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle FCHMODAT =
      Native.handle(
          "fchmodat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle FCHOWNAT =
      Native.handle(
          "fchownat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle UTIMENSAT =
      Native.handle(
          "utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle MKNODAT =
      Native.handle(
          "mknodat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FSYNC =
      Native.handle("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SYNCFS =
      Native.handle("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      Native.handle("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle IOCTL_INT =
      Native.variadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle COPY_FILE_RANGE =
      Native.handle(
          "copy_file_range",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private final Caller caller;

  FileCalls(Faults faults) {
    caller = new Caller(faults);
  }

  /// Opens a path relative to a directory, following links wherever they lead: for our own files.
  public int openat(int dirfd, String path, int flags, int mode) throws SystemCallException {
    return (int)
        caller.call(
            "openat",
            path,
            (arena, state) ->
                (int)
                    OPENAT.invokeExact(
                        state, dirfd, Native.name(arena, path), flags | O_CLOEXEC, mode));
  }

  /// Opens a path that cannot lead out of the directory, nor through any link: what stands at a
  /// path of a tree is not what a link happens to show there. See `RESOLVE_BENEATH` and
  /// `RESOLVE_NO_SYMLINKS` in openat2(2). EXDEV and ELOOP say that it tried to.
  public int openat2(int dirfd, String path, int flags, int mode) throws SystemCallException {
    return (int)
        caller.call(
            "openat2",
            path,
            (arena, state) -> {
              MemorySegment how = arena.allocate(OPEN_HOW_SIZE, 8);
              how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
              how.set(JAVA_LONG, 8, (flags & O_CREAT) == 0 ? 0 : mode);
              how.set(JAVA_LONG, 16, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
              return (long)
                  OPENAT2.invokeExact(
                      state, SYS_OPENAT2, dirfd, Native.name(arena, path), how, OPEN_HOW_SIZE);
            });
  }

  /// Closes a descriptor. It is gone even where the kernel reports a failure, so none is thrown.
  public void close(int fd) {
    try {
      caller.call("close", "", (arena, state) -> (int) CLOSE.invokeExact(state, fd));
    } catch (SystemCallException e) {
      if (e.is(Errno.EBADF)) {
        throw new AssertionError("closed twice: descriptor " + fd, e);
      }
    }
  }

  /// Reads at most `buffer.byteSize()` bytes; 0 at the end of the file.
  public long read(int fd, MemorySegment buffer) throws SystemCallException {
    return caller.call(
        "read",
        "",
        (arena, state) -> (long) READ.invokeExact(state, fd, buffer, buffer.byteSize()));
  }

  public long pread(int fd, MemorySegment buffer, long offset) throws SystemCallException {
    return caller.call(
        "pread",
        "",
        (arena, state) -> (long) PREAD.invokeExact(state, fd, buffer, buffer.byteSize(), offset));
  }

  public long write(int fd, MemorySegment bytes) throws SystemCallException {
    return caller.call(
        "write",
        "",
        (arena, state) -> (long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize()));
  }

  /// Writes all of it, in as many calls as the kernel wants.
  public void writeAll(int fd, byte[] bytes) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
      long done = 0;
      while (done < bytes.length) {
        done += write(fd, segment.asSlice(done, bytes.length - done));
      }
    }
  }

  /// Reads from the current position to the end, at most `max` bytes.
  public byte[] readAll(int fd, int max) throws SystemCallException {
    byte[] out = new byte[(int) Math.min(max, fstat(fd).size() + 1)];
    int length = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.clamp(out.length, 1, READ_SIZE));
      while (length < max) {
        long n = read(fd, buffer.asSlice(0, Math.min(buffer.byteSize(), max - length)));
        if (n == 0) {
          break;
        }
        if (length + n > out.length) {
          out = Arrays.copyOf(out, (int) Math.min(max, Math.max(out.length * 2L, length + n)));
        }
        MemorySegment.copy(buffer, JAVA_BYTE, 0, out, length, (int) n);
        length += (int) n;
      }
    }
    return length == out.length ? out : Arrays.copyOf(out, length);
  }

  /// What the open file is.
  public Stat fstat(int fd) throws SystemCallException {
    return statx(fd, "", AT_EMPTY_PATH);
  }

  /// What the path names: a link itself rather than what it leads to.
  public Stat lstat(int dirfd, String path) throws SystemCallException {
    return statx(dirfd, path, AT_SYMLINK_NOFOLLOW);
  }

  /// As {@link #lstat}, or null where nothing is there.
  public @Nullable Stat lstatOrNull(int dirfd, String path) throws SystemCallException {
    try {
      return lstat(dirfd, path);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return null;
      }
      throw e;
    }
  }

  private Stat statx(int dirfd, String path, int flags) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment out = outer.allocate(STATX_SIZE, 8);
      caller.call(
          "statx",
          path,
          (arena, state) ->
              (int)
                  STATX.invokeExact(
                      state, dirfd, Native.name(arena, path), flags, STATX_BASIC_STATS, out));
      return stat(out);
    }
  }

  // Offsets of struct statx, the same on every architecture.
  static Stat stat(MemorySegment s) {
    return new Stat(
        device(s.get(JAVA_INT, 136), s.get(JAVA_INT, 140)),
        s.get(JAVA_LONG, 32),
        s.get(JAVA_SHORT, 28) & 0xFFFF,
        Integer.toUnsignedLong(s.get(JAVA_INT, 16)),
        s.get(JAVA_INT, 20),
        s.get(JAVA_INT, 24),
        device(s.get(JAVA_INT, 128), s.get(JAVA_INT, 132)),
        s.get(JAVA_LONG, 40),
        s.get(JAVA_LONG, 48),
        nanos(s, 64),
        nanos(s, 112),
        nanos(s, 96));
  }

  private static long device(int major, int minor) {
    return (Integer.toUnsignedLong(major) << 32) | Integer.toUnsignedLong(minor);
  }

  private static long nanos(MemorySegment s, long at) {
    return s.get(JAVA_LONG, at) * NANOS + s.get(JAVA_INT, at + 8);
  }

  /// All names in a directory, in the file system's order. The descriptor must be freshly opened.
  public List<DirEntry> getdents64(int fd) throws SystemCallException {
    var entries = new ArrayList<DirEntry>();
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment buffer = outer.allocate(DIRENTS_SIZE, 8);
      while (true) {
        long n =
            caller.call(
                "getdents64",
                "",
                (arena, state) -> (long) GETDENTS64.invokeExact(state, fd, buffer, DIRENTS_SIZE));
        if (n == 0) {
          return entries;
        }
        for (long at = 0; at < n; at += buffer.get(JAVA_SHORT, at + 16) & 0xFFFF) {
          addEntry(entries, buffer, at);
        }
      }
    }
  }

  // struct linux_dirent64: ino 8, offset 8, record length 2, type 1, name to the zero.
  private static void addEntry(List<DirEntry> entries, MemorySegment buffer, long at) {
    int length = 0;
    while (buffer.get(JAVA_BYTE, at + 19 + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    MemorySegment.copy(buffer, JAVA_BYTE, at + 19, name, 0, length);
    boolean dot = name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'));
    if (!dot) {
      long ino = buffer.get(JAVA_LONG, at);
      entries.add(new DirEntry(Names.decode(name), ino, buffer.get(JAVA_BYTE, at + 18)));
    }
  }

  /// Opens a directory, lists it and closes it. A link in the last step is not followed.
  public List<DirEntry> list(int dirfd, String path) throws SystemCallException {
    int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    try {
      return getdents64(fd);
    } finally {
      close(fd);
    }
  }

  public void mkdirat(int dirfd, String path, int mode) throws SystemCallException {
    caller.call(
        "mkdirat",
        path,
        (arena, state) -> (int) MKDIRAT.invokeExact(state, dirfd, Native.name(arena, path), mode));
  }

  /// @param flags 0, or {@link #AT_REMOVEDIR}
  public void unlinkat(int dirfd, String path, int flags) throws SystemCallException {
    caller.call(
        "unlinkat",
        path,
        (arena, state) ->
            (int) UNLINKAT.invokeExact(state, dirfd, Native.name(arena, path), flags));
  }

  /// @param flags 0, {@link #RENAME_NOREPLACE} or {@link #RENAME_EXCHANGE}
  public void renameat2(int olddirfd, String oldpath, int newdirfd, String newpath, int flags)
      throws SystemCallException {
    caller.call(
        "renameat2",
        oldpath + " to " + newpath,
        (arena, state) ->
            (int)
                RENAMEAT2.invokeExact(
                    state,
                    olddirfd,
                    Native.name(arena, oldpath),
                    newdirfd,
                    Native.name(arena, newpath),
                    flags));
  }

  /// Gives a file a second name; a link is linked itself, not followed.
  public void linkat(int olddirfd, String oldpath, int newdirfd, String newpath)
      throws SystemCallException {
    caller.call(
        "linkat",
        oldpath + " as " + newpath,
        (arena, state) ->
            (int)
                LINKAT.invokeExact(
                    state,
                    olddirfd,
                    Native.name(arena, oldpath),
                    newdirfd,
                    Native.name(arena, newpath),
                    0));
  }

  public void symlinkat(String target, int newdirfd, String linkpath) throws SystemCallException {
    caller.call(
        "symlinkat",
        linkpath,
        (arena, state) ->
            (int)
                SYMLINKAT.invokeExact(
                    state, Native.name(arena, target), newdirfd, Native.name(arena, linkpath)));
  }

  public String readlinkat(int dirfd, String path) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment buffer = outer.allocate(PATH_MAX);
      long n =
          caller.call(
              "readlinkat",
              path,
              (arena, state) ->
                  (long)
                      READLINKAT.invokeExact(
                          state, dirfd, Native.name(arena, path), buffer, (long) PATH_MAX));
      return Names.decode(buffer.asSlice(0, n).toArray(JAVA_BYTE));
    }
  }

  /// Sets the permission bits; follows a link in the last step, so never call it on one.
  public void fchmodat(int dirfd, String path, int mode) throws SystemCallException {
    caller.call(
        "fchmodat",
        path,
        (arena, state) ->
            (int) FCHMODAT.invokeExact(state, dirfd, Native.name(arena, path), mode, 0));
  }

  /// Sets the owner, of a link itself where it is one.
  public void fchownat(int dirfd, String path, int uid, int gid) throws SystemCallException {
    caller.call(
        "fchownat",
        path,
        (arena, state) ->
            (int)
                FCHOWNAT.invokeExact(
                    state, dirfd, Native.name(arena, path), uid, gid, AT_SYMLINK_NOFOLLOW));
  }

  /// Sets both times, of a link itself where it is one.
  public void utimensat(int dirfd, String path, long atimeNanos, long mtimeNanos)
      throws SystemCallException {
    caller.call(
        "utimensat",
        path,
        (arena, state) -> {
          MemorySegment times = arena.allocate(32, 8);
          times.set(JAVA_LONG, 0, Math.floorDiv(atimeNanos, NANOS));
          times.set(JAVA_LONG, 8, Math.floorMod(atimeNanos, NANOS));
          times.set(JAVA_LONG, 16, Math.floorDiv(mtimeNanos, NANOS));
          times.set(JAVA_LONG, 24, Math.floorMod(mtimeNanos, NANOS));
          return (int)
              UTIMENSAT.invokeExact(
                  state, dirfd, Native.name(arena, path), times, AT_SYMLINK_NOFOLLOW);
        });
  }

  /// Makes a FIFO, or with `S_IFCHR` and device 0 an overlay whiteout.
  public void mknodat(int dirfd, String path, int mode, long dev) throws SystemCallException {
    caller.call(
        "mknodat",
        path,
        (arena, state) ->
            (int) MKNODAT.invokeExact(state, dirfd, Native.name(arena, path), mode, dev));
  }

  public void fsync(int fd) throws SystemCallException {
    caller.call("fsync", "", (arena, state) -> (int) FSYNC.invokeExact(state, fd));
  }

  public void syncfs(int fd) throws SystemCallException {
    caller.call("syncfs", "", (arena, state) -> (int) SYNCFS.invokeExact(state, fd));
  }

  public void ftruncate(int fd, long length) throws SystemCallException {
    caller.call("ftruncate", "", (arena, state) -> (int) FTRUNCATE.invokeExact(state, fd, length));
  }

  /// Makes one file share another's blocks; EOPNOTSUPP or EXDEV where the file system cannot.
  public void ficlone(int target, int source) throws SystemCallException {
    caller.call(
        "ficlone",
        "",
        (arena, state) -> (int) IOCTL_INT.invokeExact(state, target, FICLONE, (long) source));
  }

  /// Copies inside the kernel from and to the current positions; 0 at the end of the source.
  public long copyFileRange(int source, int target, long length) throws SystemCallException {
    return caller.call(
        "copy_file_range",
        "",
        (arena, state) ->
            (long)
                COPY_FILE_RANGE.invokeExact(
                    state, source, MemorySegment.NULL, target, MemorySegment.NULL, length, 0));
  }
}
