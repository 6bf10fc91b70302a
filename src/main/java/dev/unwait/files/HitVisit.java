package dev.unwait.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for a pattern in files, or lists them where there is none.
record HitVisit(
    @Nullable LinePattern pattern, int context, int fileBytesMax, Hits hits, Clock clock)
    implements SearchRun.Visit {
  @Override
  public boolean reads() {
    return pattern != null;
  }

  @Override
  public @Nullable LineScan newScan() {
    return pattern == null ? null : new LineScan(pattern, context, clock);
  }

  @Override
  public void file(BranchPath path, SearchRun.Tools tools, int length) {
    LineScan scan = tools.scan;
    if (scan == null) {
      hits.add(path.text(), 1, List.of());
      return;
    }
    var found = scan.scan(tools.bytes, length, hits.wanted(path.text()));
    if (found.count() > 0) {
      hits.add(path.text(), found.count(), found.lines());
    }
  }

  @Override
  public void tooLarge(BranchPath path) {
    hits.skipLarge();
  }
}
