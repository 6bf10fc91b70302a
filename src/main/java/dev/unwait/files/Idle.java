package dev.unwait.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Things that a thread may take and must bring back; as many as there are threads at most.
final class Idle<T> {
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by the lock.
  private final ArrayDeque<T> things = new ArrayDeque<>();

  @Nullable T poll() {
    lock.lock();
    try {
      return things.poll();
    } finally {
      lock.unlock();
    }
  }

  void put(T thing) {
    lock.lock();
    try {
      things.push(thing);
    } finally {
      lock.unlock();
    }
  }

  List<T> drain() {
    lock.lock();
    try {
      var all = new ArrayList<>(things);
      things.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
