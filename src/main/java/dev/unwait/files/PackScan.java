package dev.unwait.files;

import dev.unwait.files.SearchRun.Task;
import dev.unwait.files.SearchRun.Tools;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountedCompleter;
import org.jspecify.annotations.Nullable;

/// A search through a pack: a task for each portion of its files.
final class PackScan {
  private static final int PORTION = 256;

  private final SearchRun run;
  private final Pack pack;
  private final BitSet leftOut;
  private final Globs globs;
  private final List<int[]> choices;

  /// @param leftOut files that are not to be looked at
  /// @param pattern tells which files cannot match; null to list files
  PackScan(SearchRun run, Pack pack, BitSet leftOut, Globs globs, @Nullable LinePattern pattern) {
    this.run = run;
    this.pack = pack;
    this.leftOut = leftOut;
    this.globs = globs;
    choices =
        pattern == null ? List.of() : pattern.needles().stream().map(Needle::windows).toList();
  }

  Task everything(@Nullable CountedCompleter<?> completer) {
    return new RangeTask(completer, 0, pack.size());
  }

  private final class RangeTask extends Task {
    private static final long serialVersionUID = 1;

    private final int from;
    private final int to;

    RangeTask(@Nullable CountedCompleter<?> completer, int from, int to) {
      super(completer, run);
      this.from = from;
      this.to = to;
    }

    @Override
    void work(Tools tools) {
      int end = to;
      while (end - from > PORTION) {
        int middle = (from + end) >>> 1;
        fork(new RangeTask(this, middle, end));
        end = middle;
      }
      for (int i = from; i < end && !run.clock().isOver(); i++) {
        if (!leftOut.get(i)) {
          visit(tools, pack.entry(i));
        }
      }
    }
  }

  private void visit(Tools tools, Pack.Entry entry) {
    if (!globs.takesFrom(entry.path())) {
      return;
    }
    if (!run.visit().reads()) {
      run.visit().file(entry.path(), tools, 0);
    } else if (entry.length() == Pack.LARGE) {
      run.visit().tooLarge(entry.path());
    } else if (entry.length() != Pack.BINARY && mayMatch(entry)) {
      tools.ensure(entry.length());
      pack.read(entry, tools.bytes);
      run.visit().file(entry.path(), tools, entry.length());
    }
  }

  private boolean mayMatch(Pack.Entry entry) {
    if (choices.isEmpty()) {
      return true;
    }
    for (int[] windows : choices) {
      if (pack.mayHold(entry, windows)) {
        return true;
      }
    }
    return false;
  }
}
