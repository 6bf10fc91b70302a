package dev.unwait.delta;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.linux.Linux;
import dev.unwait.linux.Names;
import dev.unwait.testing.Overlays;
import dev.unwait.testing.Seeds;
import dev.unwait.testing.Snapshot;
import dev.unwait.testing.TreeEdits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void theCostFollowsFromWhatWasWritten() throws IOException {
    try (var overlays = new Overlays(folder)) {
      var base = overlays.layer();
      for (int i = 0; i < 500; i++) {
        Files.writeString(Files.createDirectories(base.resolve("d" + i % 20)).resolve("f" + i), "");
      }
      var top = overlays.layer();
      TreeEdits.write(overlays.live(top, List.of(base)), "d3/f3", "changed", 0644);
      int before = overlays.view(List.of(base));
      int after = overlays.view(List.of(top, base));
      var calls = new AtomicInteger();
      var counting = Linux.with(_ -> calls.incrementAndGet());

      var changes =
          Delta.between(
              counting, new Side(before, List.of(base)), new Side(after, List.of(top, base)));

      assertThat(changes).extracting(Change::path).containsExactly("d3/f3");
      assertThat(calls).hasValueLessThan(50);
    }
  }

  @Test
  void oddThingsInATreeAreNoTrap() throws IOException {
    var before = Files.createDirectory(folder.resolve("before"));
    var after = Files.createDirectory(folder.resolve("after"));
    Files.createSymbolicLink(after.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(after.resolve("out"), Path.of("/etc"));
    Files.createDirectory(before.resolve("d"));
    Files.writeString(before.resolve("d/passwd"), "mine");
    Files.createSymbolicLink(after.resolve("d"), Path.of("/etc"));
    linux.files().mknodat(AT_FDCWD, after + "/socket", 0xC000 | 0600, 0);
    var odd = Names.decode(new byte[] {'x', -1, '\n'});
    linux.files().mkdirat(AT_FDCWD, after + "/" + odd, 0700);
    int was = linux.files().openat(AT_FDCWD, before.toString(), O_DIRECTORY, 0);
    int is = linux.files().openat(AT_FDCWD, after.toString(), O_DIRECTORY, 0);

    var changes = Delta.between(linux, new Side(was, List.of()), new Side(is, List.of()));

    assertThat(told(changes))
        .containsOnly(
            Map.entry("d", Status.TYPE),
            Map.entry("d/passwd", Status.DELETED),
            Map.entry("loop", Status.ADDED),
            Map.entry("out", Status.ADDED),
            Map.entry(odd, Status.ADDED));
    assertThat(new View(linux, is).readOrNull("d/passwd", 10)).isNull();
    assertThatThrownBy(() -> new View(linux, is).read("out/passwd", 10))
        .hasMessageContaining("out/passwd");
    linux.files().close(was);
    linux.files().close(is);
  }

  /// Puts layers with random edits on top of others.
  private static List<Path> stack(Overlays overlays, List<Path> lowers, int count, long seed)
      throws IOException {
    var random = new SplittableRandom(seed);
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
