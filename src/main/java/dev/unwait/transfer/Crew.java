package dev.unwait.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Platform threads that work off tasks, which may add more tasks; the first failure stops them
/// all. The newest task goes first, so that what waits grows with the depth of a tree, not its
/// size. Platform threads, because a virtual one would pin its carrier in each system call.
final class Crew {
  /// One piece of work.
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Task> waiting = new ArrayDeque<>(); // guarded by lock
  private int open; // guarded by lock: waiting and running tasks
  private @Nullable Throwable failure; // guarded by lock

  void add(Task task) {
    lock.lock();
    try {
      if (failure == null) {
        waiting.push(task);
        open++;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Works until nothing is left. An interrupt of the caller stops the threads, too.
  void work(int threads) throws IOException {
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      workers.add(Thread.ofPlatform().name("crew-" + i).daemon().start(this::takeTurns));
    }
    boolean interrupted = false;
    for (var worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
          fail(new InterruptedIOException("interrupted"));
          workers.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  private void rethrow() throws IOException {
    switch (failure()) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  private @Nullable Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private void takeTurns() {
    try {
      for (var task = next(); task != null; task = next()) {
        task.run();
        done();
      }
    } catch (Throwable e) { // The thread's rim: it goes to whoever waits for the work.
      fail(e);
    }
  }

  private @Nullable Task next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && open > 0 && failure == null) {
        changed.awaitUninterruptibly();
      }
      return failure == null ? waiting.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  private void done() {
    lock.lock();
    try {
      open--;
      if (open == 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable e) {
    lock.lock();
    try {
      if (failure == null) {
        failure = e;
      }
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Cuts a list into runs that are worth a task each.
  static <T> List<List<T>> runs(List<T> list, int lengthMax) {
    var runs = new ArrayList<List<T>>();
    for (int from = 0; from < list.size(); from += lengthMax) {
      runs.add(list.subList(from, Math.min(list.size(), from + lengthMax)));
    }
    return runs;
  }
}
