package dev.unwait.git;

import dev.unwait.delta.Change;
import dev.unwait.delta.Side;
import dev.unwait.delta.View;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What changes are in text: one line count for each file, and a unified patch that `git apply`
/// understands.
///
/// @param truncated whether the patch lacks files, because it would have become too large
public record Patches(List<FilePatch> files, String patch, boolean truncated) {
  /// Larger files are told by size and digest, as binary ones are.
  private static final int TEXT_BYTES_MAX = 4 << 20;

  public Patches {
    files = List.copyOf(files);
  }

  /// One changed path in numbers.
  ///
  /// @param added lines added; 0 if binary
  /// @param removed lines removed; 0 if binary
  /// @param binary what stands for the lines of a binary or very large file; else null
  public record FilePatch(Change change, int added, int removed, @Nullable Binary binary) {}

  /// A binary file before and after.
  ///
  /// @param sha256Before hexadecimal digits; empty if there was no file
  public record Binary(long sizeBefore, String sha256Before, long sizeAfter, String sha256After) {}

  /// Makes the patch of changes as {@link dev.unwait.delta.Delta#summary} tells them.
  ///
  /// @param charactersMax beyond it, further files are counted but left out of the patch
  public static Patches of(
      Linux linux, List<Change> changes, Side before, Side after, int charactersMax)
      throws IOException {
    var was = new View(linux, before.root());
    var is = new View(linux, after.root());
    var files = new ArrayList<FilePatch>();
    var patch = new StringBuilder();
    boolean truncated = false;
    for (var change : changes) {
      var text = PatchText.of(change, was, is, TEXT_BYTES_MAX);
      files.add(text.numbers());
      if (patch.length() + text.text().length() <= charactersMax) {
        patch.append(text.text());
      } else {
        truncated = true;
      }
    }
    return new Patches(files, patch.toString(), truncated);
  }
}
