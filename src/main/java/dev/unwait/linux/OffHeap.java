package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory outside the heap, taken from the kernel page by page as it is written to, and given back
/// at once when closed. Closing while a thread uses it makes that thread's access fail.
public final class OffHeap implements Closeable {
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;

  private static final MethodHandle MMAP =
      Native.handle(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      Native.handle("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  private OffHeap(MemorySegment reserved, long size) {
    memory = reinterpreted(reserved, size);
  }

  /// Reserves a range of addresses; memory is taken when it is written to.
  public static OffHeap reserve(long size) throws SystemCallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment state = Native.state(scratch);
      MemorySegment reserved =
          (MemorySegment)
              MMAP.invokeExact(
                  state,
                  MemorySegment.NULL,
                  size,
                  PROT_READ_WRITE,
                  MAP_PRIVATE_ANONYMOUS_NORESERVE,
                  -1,
                  0L);
      if (reserved.address() == -1) {
        throw new SystemCallException("mmap of " + size + " bytes", Native.errno(state));
      }
      return new OffHeap(reserved, size);
    } catch (SystemCallException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall threw", e); // It throws nothing of its own.
    }
  }

  @SuppressWarnings("restricted") // Gives the range its length and its end.
  private MemorySegment reinterpreted(MemorySegment reserved, long size) {
    return reserved.reinterpret(size, arena, OffHeap::unmap);
  }

  private static void unmap(MemorySegment memory) {
    try (Arena scratch = Arena.ofConfined()) {
      int _ = (int) MUNMAP.invokeExact(Native.state(scratch), memory, memory.byteSize());
    } catch (Throwable e) {
      throw new AssertionError("a downcall threw", e); // It throws nothing of its own.
    }
  }

  public void put(long at, byte[] from, int length) {
    MemorySegment.copy(from, 0, memory, JAVA_BYTE, at, length);
  }

  public void get(long at, byte[] into, int length) {
    MemorySegment.copy(memory, JAVA_BYTE, at, into, 0, length);
  }

  public byte getByte(long at) {
    return memory.get(JAVA_BYTE, at);
  }

  @Override
  public void close() {
    arena.close();
  }
}
