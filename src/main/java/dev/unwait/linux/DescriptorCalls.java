package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// System calls on what an open file carries besides its bytes, by its descriptor: mode, owner,
/// extended attributes.
public final class DescriptorCalls {
  private static final int LIST_SIZE = 64 * 1024;
  private static final int VALUE_SIZE = 64 * 1024;

  private static final MethodHandle FCHMOD =
      Native.handle("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FCHOWN =
      Native.handle("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FLISTXATTR =
      Native.handle("flistxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FGETXATTR =
      Native.handle(
          "fgetxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle FSETXATTR =
      Native.handle(
          "fsetxattr",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

  private final Caller caller;

  DescriptorCalls(Faults faults) {
    caller = new Caller(faults);
  }

  public void fchmod(int fd, int mode) throws SystemCallException {
    caller.call("fchmod", "", (_, state) -> (int) FCHMOD.invokeExact(state, fd, mode));
  }

  public void fchown(int fd, int uid, int gid) throws SystemCallException {
    caller.call("fchown", "", (_, state) -> (int) FCHOWN.invokeExact(state, fd, uid, gid));
  }

  /// The names of the extended attributes; none where the file system knows no such thing.
  public List<String> flistxattr(int fd) throws SystemCallException {
    // Nearly no file has any, and asking for the size alone is cheap.
    long size = listed(fd, MemorySegment.NULL, 0);
    if (size == 0) {
      return List.of();
    }
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment list = outer.allocate(LIST_SIZE);
      byte[] bytes = list.asSlice(0, listed(fd, list, LIST_SIZE)).toArray(JAVA_BYTE);
      var names = new ArrayList<String>();
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == 0) {
          names.add(Names.decode(java.util.Arrays.copyOfRange(bytes, from, i)));
          from = i + 1;
        }
      }
      return names;
    }
  }

  private long listed(int fd, MemorySegment list, long size) throws SystemCallException {
    try {
      return caller.call(
          "flistxattr", "", (_, state) -> (long) FLISTXATTR.invokeExact(state, fd, list, size));
    } catch (SystemCallException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return 0;
      }
      throw e;
    }
  }

  public byte[] fgetxattr(int fd, String name) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment value = outer.allocate(VALUE_SIZE);
      long n =
          caller.call(
              "fgetxattr",
              name,
              (arena, state) ->
                  (long)
                      FGETXATTR.invokeExact(
                          state, fd, Native.name(arena, name), value, (long) VALUE_SIZE));
      return value.asSlice(0, n).toArray(JAVA_BYTE);
    }
  }

  public void fsetxattr(int fd, String name, byte[] value) throws SystemCallException {
    caller.call(
        "fsetxattr",
        name,
        (arena, state) -> {
          MemorySegment bytes = arena.allocate(value.length + 1L);
          MemorySegment.copy(value, 0, bytes, JAVA_BYTE, 0, value.length);
          return (int)
              FSETXATTR.invokeExact(
                  state, fd, Native.name(arena, name), bytes, (long) value.length, 0);
        });
  }
}
