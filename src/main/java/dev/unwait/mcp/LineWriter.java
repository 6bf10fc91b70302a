package dev.unwait.mcp;

import dev.unwait.json.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes whole lines to a stream from many threads.
///
/// Whoever comes first writes; those who come meanwhile leave their line in a buffer, which the
/// first one takes along. So no thread holds the lock while it writes, and lines that come in a
/// burst share a system call.
final class LineWriter {
  private static final int KEPT_MAX = 64 * 1024;

  private final OutputStream out;
  private final int waitingBytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();
  // All below is guarded by the lock; the buffer being written belongs to who writes it.
  private JsonBuffer waiting = new JsonBuffer();
  private JsonBuffer spare = new JsonBuffer();
  private boolean writing;
  private boolean broken;

  LineWriter(OutputStream out, int waitingBytesMax) {
    this.out = out;
    this.waitingBytesMax = waitingBytesMax;
  }

  /// Writes a line, or leaves it to the thread that is writing; waits where too much is waiting.
  /// Once the stream is broken, lines are dropped.
  ///
  /// @return false once the stream is broken
  boolean write(JsonBuffer line) {
    line.raw('\n');
    if (!begin(line)) {
      return isSound();
    }
    try {
      var next = line;
      while (next != null) {
        out.write(next.array(), 0, next.size());
        out.flush();
        next = next(next == line ? null : next);
      }
      return true;
    } catch (IOException | RuntimeException e) {
      giveUp(); // Whatever it was, those who wait must not wait for ever.
      return false;
    }
  }

  private boolean isSound() {
    lock.lock();
    try {
      return !broken;
    } finally {
      lock.unlock();
    }
  }

  /// True where this thread is to write; false where another one will, or nobody can.
  private boolean begin(JsonBuffer line) {
    lock.lock();
    try {
      while (waiting.size() > waitingBytesMax && !broken) {
        drained.awaitUninterruptibly();
      }
      if (broken) {
        return false;
      }
      if (!writing) {
        writing = true;
        return true;
      }
      waiting.raw(line.array(), 0, line.size());
      return false;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable JsonBuffer next(@Nullable JsonBuffer written) {
    lock.lock();
    try {
      if (written != null) {
        written.clear(KEPT_MAX);
        spare = written;
      }
      if (waiting.size() == 0) {
        writing = false;
        return null;
      }
      var next = waiting;
      waiting = spare;
      drained.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void giveUp() {
    lock.lock();
    try {
      broken = true;
      writing = false;
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
