package dev.unwait.clock;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The thread that keeps the spans which others leave in passing.
final class Keeper {
  private static final System.Logger LOG = System.getLogger(Keeper.class.getName());

  private final SpanSink sink;
  private final ClockOptions options;
  private final InstantSource time;
  private final SpanRing ring;
  private final Thread thread;

  /// Guards `seen`; held for no longer than it takes to set it.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition progress = lock.newCondition();

  /// How many of the spans ever left were dealt with, be it kept or lost.
  private long seen;

  private volatile boolean stopping;

  /// How many spans were taken and could not be kept; written by the thread alone.
  private volatile long lost;

  private long droppedBefore; // From here on, used by the thread alone.
  private boolean failing;
  private Instant retainNext = Instant.MIN;

  Keeper(SpanSink sink, ClockOptions options, InstantSource time) {
    this.sink = sink;
    this.options = options;
    this.time = time;
    ring = new SpanRing(options.waitingMax());
    thread = Thread.ofPlatform().name("clock-keeper").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void record(Span span) {
    // Waking costs more than the rest, so one caller in many does it, and time does it else.
    if (ring.offer(span) == options.chunkMax() - 1) {
      LockSupport.unpark(thread);
    }
  }

  long dropped() {
    return ring.dropped() + lost;
  }

  /// Waits until every span left before is dealt with; returns whether that was so in time.
  boolean flush(Duration within) throws InterruptedException {
    long target = ring.offered();
    LockSupport.unpark(thread);
    long left = within.toNanos();
    lock.lock();
    try {
      while (seen < target && left > 0) {
        left = progress.awaitNanos(left);
      }
      return seen >= target;
    } finally {
      lock.unlock();
    }
  }

  /// Deals with what is waiting and ends; returns whether that was so in time.
  boolean stop(Duration within) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    return thread.join(within);
  }

  private void run() {
    boolean last;
    do {
      last = stopping; // Before the last round, so that nothing is left after it.
      keepAll();
      retain();
      if (!last) {
        LockSupport.parkNanos(this, options.pause().toNanos());
      }
    } while (!last);
  }

  private void keepAll() {
    // Bounded, so that the rest gets its turn however fast spans come.
    int chunksMax = Math.ceilDiv(options.waitingMax(), options.chunkMax());
    for (int chunks = 0; chunks < chunksMax && keepChunk(); chunks++) {}
    lock.lock();
    try {
      seen = ring.taken();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Keeps one chunk, and returns whether there may be more.
  private boolean keepChunk() {
    var spans = new ArrayList<Span>();
    for (var span = ring.poll(); span != null; span = ring.poll()) {
      spans.add(span);
      if (spans.size() == options.chunkMax()) {
        break;
      }
    }
    long dropped = dropped();
    if (spans.isEmpty() && dropped == droppedBefore) {
      return false;
    }
    try {
      sink.keep(new SpanChunk(spans, dropped - droppedBefore), time.instant());
      droppedBefore = dropped;
      failing = false;
    } catch (IOException | RuntimeException e) {
      addLost(spans.size());
      complain("Spans are not kept", e);
    }
    return !spans.isEmpty();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // This thread alone writes.
  private void addLost(int count) {
    lost += count;
  }

  private void retain() {
    var now = time.instant();
    if (now.isBefore(retainNext)) {
      return;
    }
    retainNext = now.plus(options.retainEvery());
    try {
      sink.retain(options.keptMax(), now.minus(options.keptFor()));
    } catch (IOException | RuntimeException e) {
      complain("Old spans are not forgotten", e);
    }
  }

  /// Once, until it works again.
  private void complain(String what, Exception e) {
    if (!failing) {
      LOG.log(Level.WARNING, what, e);
      failing = true;
    }
  }
}
