package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// System calls on mounts and namespaces: the mount interface of Linux 5.2 and later, named as in
/// section 2 of the manual. Descriptors are plain numbers; who opens, closes.
public final class MountCalls {
  public static final int MOVE_MOUNT_BENEATH = 0x200;
  public static final int OPEN_TREE_CLONE = 1;
  public static final int MOUNT_ATTR_RDONLY = 1;
  public static final int MNT_DETACH = 2;
  public static final int CLONE_FS = 0x200;
  public static final int CLONE_NEWNS = 0x20000;

  // The same numbers on every architecture: all are younger than 2019.
  private static final long SYS_OPEN_TREE = 428;
  private static final long SYS_MOVE_MOUNT = 429;
  private static final long SYS_FSOPEN = 430;
  private static final long SYS_FSCONFIG = 431;
  private static final long SYS_FSMOUNT = 432;
  private static final long SYS_FSPICK = 433;
  private static final long SYS_MOUNT_SETATTR = 442;

  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSMOUNT_CLOEXEC = 1;
  private static final int FSPICK_CLOEXEC = 1;
  private static final int FSPICK_EMPTY_PATH = 8;
  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_SET_FD = 5;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int FSCONFIG_CMD_RECONFIGURE = 7;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
  private static final int OPEN_TREE_CLOEXEC = 0x80000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_RECURSIVE = 0x8000;
  private static final long MOUNT_ATTR_SIZE = 32;
  private static final long MOUNT_ATTR_PROPAGATION = 16;
  private static final long MS_PRIVATE = 1 << 18;
  private static final int MESSAGE_SIZE = 1024;
  private static final int MESSAGES_MAX = 16;

  private static final MethodHandle OPEN =
      Native.variadic("syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT));
  private static final MethodHandle FSCONFIG =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle FSMOUNT =
      Native.variadic(
          "syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle AT =
      Native.variadic(
          "syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle MOVE_MOUNT =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle MOUNT_SETATTR =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle READ =
      Native.handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle UMOUNT2 =
      Native.handle("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle UNSHARE =
      Native.handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      Native.handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle GETEUID =
      Native.handle("geteuid", FunctionDescriptor.of(JAVA_INT));

  private final Caller caller;

  MountCalls(Faults faults) {
    caller = new Caller(faults);
  }

  /// Begins to describe a new file system of a type, such as `overlay`.
  public int fsopen(String type) throws SystemCallException {
    return (int)
        caller.call(
            "fsopen",
            type,
            (arena, state) ->
                (long)
                    OPEN.invokeExact(state, SYS_FSOPEN, Native.name(arena, type), FSOPEN_CLOEXEC));
  }

  /// Sets an option that has no value.
  public void fsconfigFlag(int fs, String key) throws SystemCallException {
    fsconfig(fs, FSCONFIG_SET_FLAG, key, "", 0);
  }

  /// Sets an option to a text, which must not be empty.
  public void fsconfigString(int fs, String key, String value) throws SystemCallException {
    fsconfig(fs, FSCONFIG_SET_STRING, key, value, 0);
  }

  /// Sets an option that names a file by an open descriptor.
  public void fsconfigFd(int fs, String key, int fd) throws SystemCallException {
    fsconfig(fs, FSCONFIG_SET_FD, key, "", fd);
  }

  /// Makes the file system that was described; a failure carries the kernel's own words.
  public void fsconfigCreate(int fs) throws SystemCallException {
    fsconfig(fs, FSCONFIG_CMD_CREATE, "", "", 0);
  }

  /// Applies what was set to a file system that was picked by {@link #fspick}.
  public void fsconfigReconfigure(int fs) throws SystemCallException {
    fsconfig(fs, FSCONFIG_CMD_RECONFIGURE, "", "", 0);
  }

  private void fsconfig(int fs, int command, String key, String value, int aux)
      throws SystemCallException {
    String name = fsconfigName(command);
    try {
      caller.call(
          name,
          value.isEmpty() ? key : key + "=" + value,
          (arena, state) ->
              (long)
                  FSCONFIG.invokeExact(
                      state,
                      SYS_FSCONFIG,
                      fs,
                      command,
                      nameOrNull(arena, key),
                      nameOrNull(arena, value),
                      aux));
    } catch (SystemCallException e) {
      String said = messages(fs);
      if (said.isEmpty()) {
        throw e;
      }
      throw new SystemCallException(name + " " + key + " (" + said + ")", e.errno());
    }
  }

  private static MemorySegment nameOrNull(Arena arena, String text) {
    return text.isEmpty() ? MemorySegment.NULL : Native.name(arena, text);
  }

  private static String fsconfigName(int command) {
    if (command == FSCONFIG_CMD_CREATE) {
      return "fsconfig_create";
    }
    return command == FSCONFIG_CMD_RECONFIGURE ? "fsconfig_reconfigure" : "fsconfig";
  }

  /// What the kernel logged to the file system's descriptor; each read(2) gives one message.
  private static String messages(int fs) {
    var all = new StringBuilder();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      MemorySegment buffer = arena.allocate(MESSAGE_SIZE);
      for (int i = 0; i < MESSAGES_MAX; i++) {
        long length = readMessage(state, fs, buffer);
        if (length <= 0) {
          break;
        }
        byte[] text = new byte[(int) length];
        MemorySegment.copy(buffer, JAVA_BYTE, 0, text, 0, text.length);
        all.append(all.isEmpty() ? "" : "; ");
        all.append(new String(text, StandardCharsets.UTF_8).strip());
      }
    }
    return all.toString();
  }

  private static long readMessage(MemorySegment state, int fs, MemorySegment buffer) {
    try {
      return (long) READ.invokeExact(state, fs, buffer, buffer.byteSize());
    } catch (Throwable e) {
      throw new AssertionError("a downcall threw", e); // It throws nothing of its own.
    }
  }

  /// A detached mount of the file system that was made; closing the descriptor dissolves it.
  ///
  /// @param attributes 0, or {@link #MOUNT_ATTR_RDONLY}
  public int fsmount(int fs, int attributes) throws SystemCallException {
    return (int)
        caller.call(
            "fsmount",
            "",
            (arena, state) ->
                (long) FSMOUNT.invokeExact(state, SYS_FSMOUNT, fs, FSMOUNT_CLOEXEC, attributes));
  }

  /// Picks the file system beneath an open mount, to reconfigure it.
  public int fspick(int mount) throws SystemCallException {
    return (int)
        caller.call(
            "fspick",
            "",
            (arena, state) ->
                (long)
                    AT.invokeExact(
                        state,
                        SYS_FSPICK,
                        mount,
                        Native.name(arena, ""),
                        FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
  }

  /// Puts an open mount at a path.
  ///
  /// @param flags 0 to cover what is there, or {@link #MOVE_MOUNT_BENEATH}
  public void moveMount(int mount, int dirfd, String path, int flags) throws SystemCallException {
    caller.call(
        "move_mount",
        "to " + path,
        (arena, state) ->
            (long)
                MOVE_MOUNT.invokeExact(
                    state,
                    SYS_MOVE_MOUNT,
                    mount,
                    Native.name(arena, ""),
                    dirfd,
                    Native.name(arena, path),
                    flags | MOVE_MOUNT_F_EMPTY_PATH));
  }

  /// A handle on what is at a path; an empty path means the descriptor itself.
  ///
  /// @param flags 0, or {@link #OPEN_TREE_CLONE} for a detached copy of the mount
  public int openTree(int dirfd, String path, int flags) throws SystemCallException {
    int all = flags | OPEN_TREE_CLOEXEC | (path.isEmpty() ? AT_EMPTY_PATH : 0);
    return (int)
        caller.call(
            "open_tree",
            path,
            (arena, state) ->
                (long) AT.invokeExact(state, SYS_OPEN_TREE, dirfd, Native.name(arena, path), all));
  }

  /// Sets and clears attributes of an open mount; EBUSY says that somebody holds a file open for
  /// writing through it.
  public void mountSetattr(int mount, long set, long clear) throws SystemCallException {
    caller.call(
        "mount_setattr",
        "",
        (arena, state) -> {
          MemorySegment attributes = arena.allocate(MOUNT_ATTR_SIZE, 8);
          attributes.set(JAVA_LONG, 0, set);
          attributes.set(JAVA_LONG, 8, clear);
          return (long)
              MOUNT_SETATTR.invokeExact(
                  state,
                  SYS_MOUNT_SETATTR,
                  mount,
                  Native.name(arena, ""),
                  AT_EMPTY_PATH,
                  attributes,
                  MOUNT_ATTR_SIZE);
        });
  }

  /// Keeps all mounts of this thread's namespace apart from those of others.
  public void makePrivate() throws SystemCallException {
    caller.call(
        "mount_setattr",
        "/",
        (arena, state) -> {
          MemorySegment attributes = arena.allocate(MOUNT_ATTR_SIZE, 8);
          attributes.set(JAVA_LONG, MOUNT_ATTR_PROPAGATION, MS_PRIVATE);
          return (long)
              MOUNT_SETATTR.invokeExact(
                  state,
                  SYS_MOUNT_SETATTR,
                  FileCalls.AT_FDCWD,
                  Native.name(arena, "/"),
                  AT_RECURSIVE,
                  attributes,
                  MOUNT_ATTR_SIZE);
        });
  }

  /// Takes away the topmost mount at a path.
  public void umount2(String path, int flags) throws SystemCallException {
    caller.call(
        "umount2",
        path,
        (arena, state) -> (int) UMOUNT2.invokeExact(state, Native.name(arena, path), flags));
  }

  /// Gives this thread its own share of what the process had in common.
  public void unshare(int flags) throws SystemCallException {
    caller.call("unshare", "", (arena, state) -> (int) UNSHARE.invokeExact(state, flags));
  }

  /// Moves this thread into a namespace. A mount namespace wants {@link #CLONE_FS} unshared.
  public void setns(int namespace, int type) throws SystemCallException {
    caller.call("setns", "", (arena, state) -> (int) SETNS.invokeExact(state, namespace, type));
  }

  /// The user that this process acts as: 0 for root, in a user namespace too.
  public int geteuid() throws SystemCallException {
    return (int) caller.call("geteuid", "", (arena, state) -> (int) GETEUID.invokeExact(state));
  }
}
