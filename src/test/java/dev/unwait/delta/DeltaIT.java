package dev.unwait.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.linux.Linux;
import dev.unwait.testing.Overlays;
import dev.unwait.testing.Seeds;
import dev.unwait.testing.Snapshot;
import dev.unwait.testing.TreeEdits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class DeltaIT {
  private final Linux linux = Linux.real();
  @TempDir Path folder;

  @Test
  void theLayersTellWhatTheWholeTreesTell() throws IOException {
    try (var overlays = new Overlays(folder)) {
      Seeds.forEachSeed(random -> {
        var base = overlays.layer();
        TreeEdits.edit(overlays.live(base, List.of(overlays.layer())), random, 25);
        var shared = stack(overlays, List.of(base), random.nextInt(2), random.nextLong());
        var left = stack(overlays, shared, random.nextInt(3), random.nextLong());
        var right = stack(overlays, shared, 1 + random.nextInt(2), random.nextLong());
        int before = overlays.view(left);
        int after = overlays.view(right);

        var changes = Delta.between(linux, new Side(before, left), new Side(after, right));

        assertThat(told(changes)).isEqualTo(model(before, after));
        assertThat(Delta.between(linux, new Side(before, List.of()), new Side(after, right)))
            .isEqualTo(changes);
        overlays.closeTrees();
      });
    }
  }

  /// Puts layers with random edits on top of others.
  private static List<Path> stack(Overlays overlays, List<Path> lowers, int count, long seed)
      throws IOException {
    var random = new java.util.SplittableRandom(seed);
    var layers = new ArrayList<>(lowers);
    for (int i = 0; i < count; i++) {
      var top = overlays.layer();
      TreeEdits.edit(overlays.live(top, layers), random, random.nextInt(8));
      layers.addFirst(top);
    }
    return layers;
  }

  private static SortedMap<String, Status> told(List<Change> changes) {
    var told = new TreeMap<String, Status>();
    changes.forEach(change -> told.put(change.path(), change.status()));
    return told;
  }

  private static SortedMap<String, Status> model(int before, int after) throws IOException {
    var was = Snapshot.of(before, false);
    var is = Snapshot.of(after, false);
    was.remove("");
    is.remove("");
    var model = new TreeMap<String, Status>();
    was.forEach((path, text) -> {
      var now = is.get(path);
      if (now == null) {
        model.put(path, Status.DELETED);
      } else if (!now.equals(text)) {
        model.put(path, status(text, now));
      }
    });
    is.keySet().stream().filter(p -> !was.containsKey(p)).forEach(p -> model.put(p, Status.ADDED));
    return model;
  }

  /// The text begins with the mode in octal digits: two or three of the kind, four of permissions.
  private static Status status(String before, String after) {
    var was = before.split(" ", 2);
    var is = after.split(" ", 2);
    if (!was[0].substring(0, was[0].length() - 4).equals(is[0].substring(0, is[0].length() - 4))) {
      return Status.TYPE;
    }
    var wasRest = was.length > 1 ? was[1] : "";
    var isRest = is.length > 1 ? is[1] : "";
    return wasRest.equals(isRest) ? Status.MODE : Status.MODIFIED;
  }
}
