package dev.unwait.files;

import dev.unwait.linux.OffHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Collects files into a pack, from several threads.
final class PackBuilder implements SearchRun.Visit {
  private final OffHeap memory;
  private final long bytesMax;
  private final int fileBytesMax;
  private final Clock clock;
  private final AtomicLong used = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by the lock.
  private final List<Pack.Entry> entries = new ArrayList<>();

  private volatile boolean tooLarge;

  /// @param bytesMax how much memory it may take, which is also how much is reserved
  PackBuilder(OffHeap memory, long bytesMax, int fileBytesMax, Clock clock) {
    this.memory = memory;
    this.bytesMax = bytesMax;
    this.fileBytesMax = fileBytesMax;
    this.clock = clock;
  }

  @Override
  public boolean reads() {
    return true;
  }

  @Override
  public @Nullable LineScan newScan() {
    return null;
  }

  @Override
  public int fileBytesMax() {
    return fileBytesMax;
  }

  @Override
  public void file(BranchPath path, SearchRun.Tools tools, int length) {
    if (Text.hasNul(tools.bytes, length)) {
      add(new Pack.Entry(path, 0, Pack.BINARY));
      return;
    }
    byte[] filter = Trigrams.of(tools.bytes, length);
    long at = used.getAndAdd((long) length + filter.length);
    if (at + length + filter.length > bytesMax) {
      tooLarge = true;
      clock.end();
      return;
    }
    memory.put(at, tools.bytes, length);
    memory.put(at + length, filter, filter.length);
    add(new Pack.Entry(path, at, length));
  }

  @Override
  public void tooLarge(BranchPath path) {
    add(new Pack.Entry(path, 0, Pack.LARGE));
  }

  private void add(Pack.Entry entry) {
    lock.lock();
    try {
      entries.add(entry);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the bound was reached before all files were in.
  boolean isTooLarge() {
    return tooLarge;
  }

  Pack pack() {
    lock.lock();
    try {
      return new Pack(memory, entries, used.get());
    } finally {
      lock.unlock();
    }
  }
}
