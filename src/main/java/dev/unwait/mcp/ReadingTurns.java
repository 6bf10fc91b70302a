package dev.unwait.mcp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Lets the thread that reads a connection also serve the call it has just read, which saves a
/// change of threads on the way to the tool and back; and lets another thread read on where that
/// call takes its time.
///
/// One thread reads, one stands by. The one standing by sleeps while the other reads, and looks
/// whenever a call has gone on for a while; what it finds lasting, it relieves of reading.
final class ReadingTurns {
  /// How long a call may hold up the reading. Waking takes tens of microseconds by itself, and what
  /// comes meanwhile waits at most twice this.
  private static final long PATIENCE_NANOS = 250_000;

  /// How long the one standing by dozes before it sleeps, so that a client that calls in quick
  /// succession does not wake it for each call.
  private static final long DOZE_NANOS = 1_000_000;

  private final Runnable reading;

  /// Even while somebody reads, odd while the reader serves a call; grows with every change.
  private final AtomicLong turn = new AtomicLong();

  private volatile Thread standby = Thread.currentThread();
  private volatile boolean asleep;
  private volatile boolean ended;

  /// @param reading reads until the end of the connection, or until {@link #serveHere} says no
  ReadingTurns(Runnable reading) {
    this.reading = reading;
  }

  /// Starts a reader and one to stand by.
  void begin() {
    startStandby();
    Thread.ofVirtual().start(reading);
  }

  /// Ends the standing by; reading ends by itself.
  void end() {
    ended = true;
    LockSupport.unpark(standby);
  }

  /// Does what the reader found to do on the reader's own thread.
  ///
  /// @return false where another thread has taken over the reading
  boolean serveHere(Runnable call) {
    long mine = turn.incrementAndGet();
    if (asleep) {
      LockSupport.unpark(standby);
    }
    call.run();
    return turn.compareAndSet(mine, mine + 1);
  }

  private void startStandby() {
    standby = Thread.ofVirtual().unstarted(this::standBy);
    standby.start();
  }

  private void standBy() {
    while (!ended) {
      long seen = turn.get();
      if (isReading(seen)) {
        rest(seen);
        continue;
      }
      LockSupport.parkNanos(this, PATIENCE_NANOS);
      if (!ended && turn.compareAndSet(seen, seen + 1)) {
        startStandby();
        reading.run();
        return;
      }
    }
  }

  /// Dozes, and then sleeps until it is woken by a call.
  private void rest(long seen) {
    LockSupport.parkNanos(this, DOZE_NANOS);
    asleep = true;
    while (turn.get() == seen && !ended) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private static boolean isReading(long turn) {
    return (turn & 1) == 0;
  }
}
