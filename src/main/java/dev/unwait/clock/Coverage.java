package dev.unwait.clock;

import java.util.Map;
import java.util.TreeMap;

/// The union of intervals: for how long at least one was open.
///
/// Exact while it has at most {@link #PARTS_MAX} separate parts; then it closes the gaps that are
/// smaller than a bound, which doubles as often as needed, so the total may come out too large.
final class Coverage {
  static final int PARTS_MAX = 100_000;

  /// The end of each part by its start; parts neither overlap nor touch.
  private final TreeMap<Long, Long> parts = new TreeMap<>();

  private long gapClosed;

  void add(long start, long end) {
    long first = start;
    long last = end;
    Map.Entry<Long, Long> part = parts.floorEntry(last + gapClosed);
    while (part != null && part.getValue() + gapClosed >= first) {
      first = Math.min(first, part.getKey());
      last = Math.max(last, part.getValue());
      parts.remove(part.getKey());
      part = parts.floorEntry(last + gapClosed);
    }
    if (last > first) {
      parts.put(first, last);
    }
    if (parts.size() > PARTS_MAX) {
      closeGaps();
    }
  }

  long total() {
    long sum = 0;
    for (var part : parts.entrySet()) {
      sum += part.getValue() - part.getKey();
    }
    return sum;
  }

  /// Halves the number of parts at least.
  private void closeGaps() {
    while (parts.size() > PARTS_MAX / 2) {
      gapClosed = Math.max(1, 2 * gapClosed);
      var all = new TreeMap<>(parts);
      parts.clear();
      long first = all.firstKey();
      long last = first;
      for (var part : all.entrySet()) {
        if (part.getKey() > last + gapClosed) {
          parts.put(first, last);
          first = part.getKey();
        }
        last = part.getValue();
      }
      parts.put(first, last);
    }
  }
}
