package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The descriptors that one ppoll(2) waits for, and which of them were ready. Used by one thread at
/// a time; its memory goes with it.
public final class PollSet {
  // struct pollfd: fd 4, events 2, revents 2.
  private static final long ENTRY = 8;

  private final MemorySegment segment;
  private final int size;

  private PollSet(short events, int... fds) {
    size = fds.length;
    segment = Arena.ofAuto().allocate(ENTRY * Math.max(1, size), 8);
    for (int i = 0; i < size; i++) {
      segment.set(JAVA_INT, i * ENTRY, fds[i]);
      segment.set(JAVA_SHORT, i * ENTRY + 4, events);
    }
  }

  public static PollSet reading(int... fds) {
    return new PollSet(ProcessCalls.POLLIN, fds);
  }

  public static PollSet writing(int... fds) {
    return new PollSet(ProcessCalls.POLLOUT, fds);
  }

  /// Whether the descriptor at this index was ready, at its end, or broken.
  public boolean ready(int index) {
    return segment.get(JAVA_SHORT, index * ENTRY + 6) != 0;
  }

  MemorySegment segment() {
    return segment;
  }

  int size() {
    return size;
  }
}
