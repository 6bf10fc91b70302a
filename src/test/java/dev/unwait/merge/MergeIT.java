package dev.unwait.merge;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.delta.Side;
import dev.unwait.delta.View;
import dev.unwait.linux.Linux;
import dev.unwait.testing.Overlays;
import dev.unwait.testing.Seeds;
import dev.unwait.testing.Snapshot;
import dev.unwait.testing.TreeEdits;
import dev.unwait.transfer.CopyOptions;
import dev.unwait.transfer.ProgressListener;
import dev.unwait.transfer.TreeCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class MergeIT {
  private final Linux linux = Linux.real();
  @TempDir Path folder;

  @Test
  void aLayerOnTopOfTheParentHoldsWhatBothChanged() throws IOException {
    var clean = new int[1];
    try (var overlays = new Overlays(folder)) {
      Seeds.forEachSeed(random -> {
        var fork = stack(overlays, List.of(overlays.layer()), random, 25);
        var child = stack(overlays, fork, random, 1 + random.nextInt(5));
        var parent = stack(overlays, fork, random, 1 + random.nextInt(4));
        int f = overlays.view(fork);
        int c = overlays.view(child);
        int p = overlays.view(parent);
        var expected =
            MergeModel.merge(Snapshot.of(f, false), Snapshot.of(c, false), Snapshot.of(p, false));

        var plan = Merge.plan(linux, new Side(f, fork), new Side(c, child), new Side(p, parent));

        assertThat(plan.isClean()).as("%s", plan.conflicts()).isEqualTo(expected.isPresent());
        if (expected.isPresent()) {
          clean[0]++;
          var layer = overlays.layer();
          var frozen = random.nextBoolean() ? child : List.<Path>of();
          LayerWriter.write(
              linux, plan.edits(), new View(linux, c), new View(linux, p), frozen, layer, false);
          var merged = new ArrayList<>(parent);
          merged.addFirst(layer);
          assertThat(Snapshot.of(overlays.view(merged), false)).isEqualTo(expected.get());
          if (random.nextInt(8) == 0) { // Bringing files to the disk takes its time.
            appliesToAWholeTree(plan, c, p, overlays, expected.get());
          }
        }
        overlays.closeTrees();
      });
    }
    assertThat(clean[0]).isPositive();
  }

  private void appliesToAWholeTree(
      MergePlan plan, int child, int parent, Overlays overlays, Map<String, String> expected)
      throws IOException {
    var whole = copy(parent, overlays.layer());
    var record = overlays.layer().resolveSibling("record");
    int target = linux.files().openat(AT_FDCWD, whole.toString(), O_DIRECTORY, 0);
    TreeWriter.apply(linux, plan.edits(), new View(linux, child), target, record);
    assertThat(Snapshot.of(target, false)).isEqualTo(expected);
    TreeWriter.undo(linux, target, record);
    assertThat(Snapshot.of(target, false)).isEqualTo(Snapshot.of(parent, false));
    linux.files().close(target);
  }

  private Path copy(int from, Path to) throws IOException {
    int target = linux.files().openat(AT_FDCWD, to.toString(), O_DIRECTORY, 0);
    TreeCopy.copy(linux, from, target, CopyOptions.defaults(), ProgressListener.NONE);
    linux.files().close(target);
    return to;
  }

  /// Puts a layer with random edits on top of others.
  private static List<Path> stack(
      Overlays overlays, List<Path> lowers, RandomGenerator random, int edits) throws IOException {
    var top = overlays.layer();
    TreeEdits.edit(overlays.live(top, lowers), random, edits);
    var layers = new ArrayList<>(lowers);
    layers.addFirst(top);
    return layers;
  }
}
