package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// What every system call shares: handles that capture errno, and names as bytes.
@SuppressWarnings("restricted") // Native calls are what this package is for.
final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private Native() {}

  /// The handle of a function of libc; its first argument is the state that takes errno.
  static MethodHandle handle(String symbol, FunctionDescriptor type) {
    return LINKER.downcallHandle(find(symbol), type, CAPTURE);
  }

  /// As {@link #handle}, for functions whose arguments from `fixed` on are variadic.
  static MethodHandle variadic(String symbol, int fixed, FunctionDescriptor type) {
    return LINKER.downcallHandle(
        find(symbol), type, CAPTURE, Linker.Option.firstVariadicArg(fixed));
  }

  private static MemorySegment find(String symbol) {
    return LINKER
        .defaultLookup()
        .find(symbol)
        .orElseThrow(() -> new IllegalStateException("libc has no symbol " + symbol));
  }

  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /// A name as the kernel takes it: its bytes and a zero.
  static MemorySegment name(Arena arena, String text) {
    byte[] bytes = Names.encode(text);
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }
}
