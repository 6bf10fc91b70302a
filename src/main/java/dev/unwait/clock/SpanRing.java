package dev.unwait.clock;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A bounded queue that many threads fill without waiting for each other or for the one that
/// empties it; what finds no room is dropped and counted.
final class SpanRing {
  private final int capacity;
  private final AtomicReferenceArray<@Nullable Span> slots;

  /// How many were ever taken out; moved by the reader alone, after it has emptied the slot.
  private final AtomicLong head = new AtomicLong();

  /// How many slots were ever claimed; a claimed slot may still be empty for a moment.
  private final AtomicLong tail = new AtomicLong();

  private final LongAdder dropped = new LongAdder();

  SpanRing(int capacity) {
    this.capacity = capacity;
    slots = new AtomicReferenceArray<>(capacity);
  }

  /// Puts a span in and returns how many were waiting before; returns -1 if it was dropped because
  /// the ring is full.
  int offer(Span span) {
    while (true) {
      long place = tail.get();
      long waiting = place - head.get();
      if (waiting >= capacity) {
        dropped.increment();
        return -1;
      }
      // Had the reader moved on since, there would only be more room.
      if (tail.compareAndSet(place, place + 1)) {
        slots.setRelease(slot(place), span);
        return (int) waiting;
      }
    }
  }

  /// The oldest span, null if there is none that is wholly in.
  @Nullable Span poll() {
    long place = head.get();
    Span span = slots.getAcquire(slot(place));
    if (span != null) {
      slots.setRelease(slot(place), null);
      head.setRelease(place + 1);
    }
    return span;
  }

  /// How many were ever put in.
  long offered() {
    return tail.get();
  }

  /// How many were ever taken out.
  long taken() {
    return head.get();
  }

  long dropped() {
    return dropped.sum();
  }

  private int slot(long place) {
    return (int) place & (capacity - 1);
  }
}
