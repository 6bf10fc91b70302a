package dev.unwait.files;

import dev.unwait.linux.OffHeap;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/// The files of a tree that never changes, in one piece of memory, in the order of their paths;
/// binary and large ones by name only.
final class Pack {
  static final int BINARY = -1;
  static final int LARGE = -2;
  private static final int ENTRY_BYTES = 200;

  /// A file in the pack.
  ///
  /// @param at where its content begins; its filter comes right after it
  /// @param length of the content, or {@link #BINARY} or {@link #LARGE}
  record Entry(BranchPath path, long at, int length) {}

  private final OffHeap memory;
  private final Entry[] entries;
  private final long bytes;

  Pack(OffHeap memory, List<Entry> entries, long used) {
    this.memory = memory;
    this.entries = entries.toArray(Entry[]::new);
    Arrays.sort(this.entries, (a, b) -> a.path().text().compareTo(b.path().text()));
    bytes = used + (long) ENTRY_BYTES * entries.size();
  }

  int size() {
    return entries.length;
  }

  Entry entry(int index) {
    return entries[index];
  }

  /// How much memory it takes, about.
  long bytes() {
    return bytes;
  }

  void read(Entry entry, byte[] into) {
    memory.get(entry.at(), into, entry.length());
  }

  /// Whether all of these sequences may occur in a file.
  boolean mayHold(Entry entry, int[] windows) {
    int log = Trigrams.bitsLog(entry.length());
    long filter = entry.at() + entry.length();
    for (int window : windows) {
      int bit = Trigrams.bit(window, log);
      if ((memory.getByte(filter + (bit >> 3)) & 1 << (bit & 7)) == 0) {
        return false;
      }
    }
    return true;
  }

  /// The files at or below some paths.
  BitSet atOrBelow(Set<BranchPath> paths) {
    var found = new BitSet(entries.length);
    for (BranchPath path : paths) {
      int at = firstFrom(path.text());
      if (at < entries.length && entries[at].path().equals(path)) {
        found.set(at);
      }
      // Zero is the character after the slash.
      found.set(firstFrom(path.text() + "/"), firstFrom(path.text() + "0"));
    }
    return found;
  }

  /// The first file whose path is this one or comes after it.
  private int firstFrom(String path) {
    int low = 0;
    int high = entries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries[middle].path().text().compareTo(path) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void free() {
    memory.close();
  }
}
