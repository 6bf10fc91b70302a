package dev.unwait.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Makes system calls: asks the fault seam, captures errno, and turns a negative result into an
/// exception that names the call and what it was made on.
final class Caller {
  /// One downcall; it may use the arena for its arguments and must pass the state on.
  @FunctionalInterface
  interface Downcall {
    long call(Arena arena, MemorySegment state) throws Throwable;
  }

  private final Faults faults;

  Caller(Faults faults) {
    this.faults = faults;
  }

  /// @return the result, never negative
  long call(String name, String on, Downcall downcall) throws SystemCallException {
    faults.before(name);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      long result = invoke(downcall, arena, state);
      if (result < 0) {
        throw new SystemCallException(on.isEmpty() ? name : name + " " + on, Native.errno(state));
      }
      return result;
    }
  }

  private static long invoke(Downcall downcall, Arena arena, MemorySegment state) {
    try {
      return downcall.call(arena, state);
    } catch (Throwable e) {
      throw new AssertionError("a downcall threw", e); // It throws nothing of its own.
    }
  }
}
