package dev.unwait.store;

import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Writes batches in the order in which they come: one thread that writes many together and lets
/// them share one sync.
///
/// A batch that needs no sync and finds nobody before it is written by its caller, which is quicker
/// than two changes of thread.
final class Writer {
  private final Rocks rocks;
  private final Path folder;
  private final StoreOptions options;
  private final Thread thread;
  private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore room;

  /// Held while batches go to RocksDB, by one thread at a time, so that order is kept.
  private final ReentrantLock writing = new ReentrantLock();

  private volatile boolean stopping;

  Writer(Rocks rocks, Path folder, StoreOptions options) {
    this.rocks = rocks;
    this.folder = folder;
    this.options = options;
    room = new Semaphore(options.queueMax());
    thread = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Hands a batch over; batches of one thread, and of threads that order themselves, are written
  /// in that order.
  Pending submit(Batch batch, Durability durability) throws IOException {
    var pending = new Pending(batch, durability);
    if (durability == Durability.SYNCED || !writtenAtOnce(pending)) {
      enqueue(pending);
    }
    return pending;
  }

  private boolean writtenAtOnce(Pending pending) {
    if (!queue.isEmpty() || !writing.tryLock()) {
      return false;
    }
    try {
      // The writer takes from the queue under the lock only, so nothing is on its way in between.
      return queue.isEmpty() && writeAlone(pending);
    } finally {
      writing.unlock();
    }
  }

  private boolean writeAlone(Pending pending) {
    try {
      rocks.write(List.of(pending), true);
      pending.acknowledge();
    } catch (RocksDBException e) {
      if (e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete) {
        return false;
      }
      pending.fail(Problems.of("write to the store", folder, e));
    }
    return true;
  }

  private void enqueue(Pending pending) throws IOException {
    if (!room.tryAcquire()) {
      waitForRoom();
    }
    queue.add(pending);
    LockSupport.unpark(thread);
  }

  private void waitForRoom() throws IOException {
    Duration bound = options.acknowledgeWithin();
    try {
      if (room.tryAcquire(bound.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusalException.unavailable(
          "write to the store " + folder, "the caller was interrupted", "");
    }
    throw RefusalException.limit(
        "write to the store " + folder,
        options.queueMax() + " batches were waiting for " + bound,
        "Write less often, or look at the load of the disk");
  }

  private void run() {
    var group = new ArrayList<Pending>();
    while (!(stopping && queue.isEmpty())) {
      if (queue.isEmpty()) {
        LockSupport.park(this);
        continue;
      }
      try {
        writeGroup(group);
      } catch (Throwable e) { // The rim of the thread: callers must not wait for nothing.
        group.forEach(pending -> pending.fail(new IOException("the writer failed", e)));
      }
      group.clear();
    }
  }

  private void writeGroup(List<Pending> group) {
    try {
      writing.lock();
      try {
        drainTo(group);
        rocks.write(group, false);
      } finally {
        writing.unlock();
      }
      group.stream().filter(p -> p.durability == Durability.LOGGED).forEach(Pending::acknowledge);
      group.removeIf(pending -> pending.durability == Durability.LOGGED);
      if (!group.isEmpty()) {
        rocks.sync();
        group.forEach(Pending::acknowledge);
      }
    } catch (RocksDBException e) {
      group.forEach(pending -> pending.fail(Problems.of("write to the store", folder, e)));
    }
  }

  private void drainTo(List<Pending> group) {
    long bytes = 0;
    while (group.size() < options.groupMax() && bytes < options.batchBytesMax()) {
      Pending pending = queue.poll();
      if (pending == null) {
        break;
      }
      group.add(pending);
      bytes += pending.batch.bytes();
    }
    room.release(group.size());
  }

  /// Writes what is waiting and ends; nothing may be handed over after.
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
