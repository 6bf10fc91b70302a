package dev.unwait.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;

/// Merges two versions of a text that come from a third.
public final class TextMerge {
  private TextMerge() {}

  public static boolean isBinary(byte[] content) {
    return RawText.isBinary(content);
  }

  /// The text with the changes of both; empty if they touch the same lines.
  public static Optional<byte[]> merge(byte[] base, byte[] ours, byte[] theirs) {
    var merged =
        new MergeAlgorithm(new HistogramDiff())
            .merge(
                RawTextComparator.DEFAULT,
                new RawText(base),
                new RawText(ours),
                new RawText(theirs));
    if (merged.containsConflicts()) {
      return Optional.empty();
    }
    var out = new ByteArrayOutputStream();
    try {
      new MergeFormatter()
          .formatMerge(out, merged, List.of("base", "ours", "theirs"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("writing to memory failed", e);
    }
    return Optional.of(out.toByteArray());
  }
}
