package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The room for the events that one epoll_wait(2) returns. Its memory goes with it.
public final class EpollEvents {
  static final ValueLayout.OfLong DATA = JAVA_LONG_UNALIGNED;
  // struct epoll_event is packed on x86-64 only.
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  static final long DATA_OFFSET = PACKED ? 4 : 8;
  private static final long ENTRY = PACKED ? 12 : 16;

  private final MemorySegment segment;
  private final int size;

  public EpollEvents(int size) {
    this.size = size;
    segment = Arena.ofAuto().allocate(ENTRY * size, 8);
  }

  /// What was registered with the descriptor of the event at this index.
  public long data(int index) {
    return segment.get(DATA, index * ENTRY + DATA_OFFSET);
  }

  MemorySegment segment() {
    return segment;
  }

  int size() {
    return size;
  }
}
