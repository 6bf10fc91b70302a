package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that reads go into, used again and again. Used by one thread at a time; its memory
/// goes with it.
public final class IoBuffer {
  private final MemorySegment segment;

  public IoBuffer(int size) {
    segment = Arena.ofAuto().allocate(size);
  }

  /// A copy of the first bytes.
  public byte[] copy(int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(segment, JAVA_BYTE, 0, bytes, 0, length);
    return bytes;
  }

  MemorySegment segment() {
    return segment;
  }
}
