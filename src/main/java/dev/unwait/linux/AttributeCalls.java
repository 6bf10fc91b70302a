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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// System calls on extended attributes, see xattr(7). The kernel has no `*at` form of them, so each
/// path goes through `/proc/self/fd`; a link in the last step is not followed.
public final class AttributeCalls {
  private static final int LIST_MAX = 64 * 1024; // XATTR_LIST_MAX
  private static final int VALUE_MAX = 64 * 1024; // XATTR_SIZE_MAX

  private static final MethodHandle LLISTXATTR =
      Native.handle("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle LGETXATTR =
      Native.handle(
          "lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle LSETXATTR =
      Native.handle(
          "lsetxattr",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle LREMOVEXATTR =
      Native.handle("lremovexattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private final Caller caller;

  AttributeCalls(Faults faults) {
    caller = new Caller(faults);
  }

  /// The names of all attributes; empty where the file system has none.
  public List<String> llistxattr(int dirfd, String path) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment place = place(outer, dirfd, path);
      long size = list(place, path, MemorySegment.NULL);
      if (size == 0) {
        return List.of();
      }
      MemorySegment names = outer.allocate(LIST_MAX);
      return split(names.asSlice(0, list(place, path, names)).toArray(JAVA_BYTE));
    } catch (SystemCallException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return List.of();
      }
      throw e;
    }
  }

  private long list(MemorySegment place, String path, MemorySegment names)
      throws SystemCallException {
    return caller.call(
        "llistxattr",
        path,
        (_, state) -> (long) LLISTXATTR.invokeExact(state, place, names, names.byteSize()));
  }

  private static List<String> split(byte[] names) {
    var list = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        list.add(new String(names, from, i - from, StandardCharsets.ISO_8859_1));
        from = i + 1;
      }
    }
    return list;
  }

  /// The value of an attribute; null where there is none of that name, or none at all.
  public byte @Nullable [] lgetxattr(int dirfd, String path, String name)
      throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment place = place(outer, dirfd, path);
      MemorySegment named = text(outer, name);
      long size = get(place, path, named, MemorySegment.NULL);
      if (size == 0) {
        return new byte[0];
      }
      MemorySegment value = outer.allocate(VALUE_MAX);
      return value.asSlice(0, get(place, path, named, value)).toArray(JAVA_BYTE);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENODATA) || e.is(Errno.EOPNOTSUPP)) {
        return null;
      }
      throw e;
    }
  }

  private long get(MemorySegment place, String path, MemorySegment name, MemorySegment value)
      throws SystemCallException {
    return caller.call(
        "lgetxattr",
        path,
        (_, state) -> (long) LGETXATTR.invokeExact(state, place, name, value, value.byteSize()));
  }

  public void lsetxattr(int dirfd, String path, String name, byte[] value)
      throws SystemCallException {
    caller.call(
        "lsetxattr",
        path,
        (arena, state) -> {
          MemorySegment bytes = arena.allocate(Math.max(1, value.length));
          MemorySegment.copy(value, 0, bytes, JAVA_BYTE, 0, value.length);
          return (int)
              LSETXATTR.invokeExact(
                  state,
                  place(arena, dirfd, path),
                  text(arena, name),
                  bytes,
                  (long) value.length,
                  0);
        });
  }

  /// Takes an attribute away; none of that name is as good.
  public void lremovexattr(int dirfd, String path, String name) throws SystemCallException {
    try {
      caller.call(
          "lremovexattr",
          path,
          (arena, state) ->
              (int) LREMOVEXATTR.invokeExact(state, place(arena, dirfd, path), text(arena, name)));
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENODATA) && !e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
    }
  }

  private static MemorySegment place(Arena arena, int dirfd, String path) {
    if (dirfd == FileCalls.AT_FDCWD) {
      return Native.name(arena, path);
    }
    return Native.name(arena, "/proc/self/fd/" + dirfd + "/" + (path.isEmpty() ? "." : path));
  }

  private static MemorySegment text(Arena arena, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }
}
