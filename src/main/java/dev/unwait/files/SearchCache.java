package dev.unwait.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Packs of the frozen trees that were searched last, within a bound of memory.
final class SearchCache implements Closeable {
  private static final int KNOWN_MAX = 1_000;

  /// What is known of a tree. Guarded by the cache's lock.
  private static final class Slot {
    /// Null while it is made, and for good if the tree is too large.
    @Nullable Pack pack;

    int users;
    boolean evicted;
  }

  /// A pack in use, which stays until it is given back.
  final class Lease implements Closeable {
    private final Slot slot;
    private final Pack pack;

    private Lease(Slot slot, Pack pack) {
      this.slot = slot;
      this.pack = pack;
    }

    Pack pack() {
      return pack;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        slot.users--;
        freeIfUnused(slot);
      } finally {
        lock.unlock();
      }
    }
  }

  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();

  /// By key, those used last at the end. Guarded by the lock.
  private final Map<Object, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

  private boolean closed;

  SearchCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  long bytesMax() {
    return bytesMax;
  }

  /// Takes a tree's pack into use, if there is one.
  @Nullable Lease use(Object key) {
    lock.lock();
    try {
      Slot slot = slots.get(key);
      Pack pack = slot == null ? null : slot.pack;
      if (slot == null || pack == null) {
        return null;
      }
      slot.users++;
      return new Lease(slot, pack);
    } finally {
      lock.unlock();
    }
  }

  /// Says that a tree's pack is going to be made.
  ///
  /// @return false if that was said before, or if there is no use in it
  boolean claim(Object key) {
    lock.lock();
    try {
      if (closed || slots.containsKey(key)) {
        return false;
      }
      slots.put(key, new Slot());
      evict(key);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes the claim back, so that it can be made again.
  void abandon(Object key) {
    lock.lock();
    try {
      slots.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /// Keeps a pack that was claimed, and lets go of those not used for longest.
  void keep(Object key, Pack pack) {
    lock.lock();
    try {
      Slot slot = slots.get(key);
      if (closed || slot == null) {
        pack.free();
        return;
      }
      slot.pack = pack;
      evict(key);
    } finally {
      lock.unlock();
    }
  }

  private void evict(Object newest) {
    long bytes = 0;
    for (Slot slot : slots.values()) {
      bytes += slot.pack == null ? 0 : slot.pack.bytes();
    }
    var oldest = slots.entrySet().iterator();
    while (oldest.hasNext() && (bytes > bytesMax || slots.size() > KNOWN_MAX)) {
      var entry = oldest.next();
      Pack pack = entry.getValue().pack;
      boolean helps = pack != null || slots.size() > KNOWN_MAX;
      if (helps && !entry.getKey().equals(newest)) {
        bytes -= pack == null ? 0 : pack.bytes();
        oldest.remove();
        entry.getValue().evicted = true;
        freeIfUnused(entry.getValue());
      }
    }
  }

  private static void freeIfUnused(Slot slot) {
    Pack pack = slot.pack;
    if (slot.evicted && slot.users == 0 && pack != null) {
      slot.pack = null;
      pack.free();
    }
  }

  /// Forgets a tree, whose layers are going to be deleted.
  void forget(Object key) {
    lock.lock();
    try {
      Slot slot = slots.remove(key);
      if (slot != null) {
        slot.evicted = true;
        freeIfUnused(slot);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      slots.values().forEach(slot -> slot.evicted = true);
      slots.values().forEach(SearchCache::freeIfUnused);
      slots.clear();
    } finally {
      lock.unlock();
    }
  }
}
