package dev.unwait.git;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.unwait.delta.Change;
import dev.unwait.delta.Delta;
import dev.unwait.delta.Side;
import dev.unwait.delta.Status;
import dev.unwait.linux.Linux;
import dev.unwait.testing.Seeds;
import dev.unwait.testing.Shell;
import dev.unwait.testing.Snapshot;
import dev.unwait.testing.TreeEdits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class PatchesIT {
  private static final int CHARACTERS_MAX = 1 << 20;
  private final Linux linux = Linux.real();
  @TempDir Path folder;

  @Test
  void gitAppliesThePatchOfRandomEdits() {
    var count = new int[1];
    Seeds.forEachSeed(random -> {
      if (random.nextInt(4) > 0) {
        return; // Each patch costs processes.
      }
      var root = Files.createDirectory(folder.resolve("" + count[0]++));
      var before = Files.createDirectory(root.resolve("before"));
      edit(before, 15, random);
      Shell.run(root, "cp -a before after; cp -a before patched");
      var after = root.resolve("after");
      edit(after, 6, random);

      var patches = patches(before, after, CHARACTERS_MAX);

      Files.writeString(root.resolve("p"), patches.patch());
      // Directories that are empty are in git's way.
      Shell.run(
          root,
          "cd patched; find . -type d -empty -delete; git init -q; test ! -s ../p || git apply ../p; rm -rf .git");
      assertThat(patches.truncated()).isFalse();
      assertThat(files(root.resolve("patched"))).isEqualTo(files(after));
    });
  }

  @Test
  void linesRenamesAndBinariesAreTold() throws IOException {
    var before = Files.createDirectory(folder.resolve("before"));
    var after = Files.createDirectory(folder.resolve("after"));
    Files.writeString(before.resolve("old"), "1\n2\n3\n4\n5\n6\n");
    Files.writeString(after.resolve("new"), "1\n2\n3\n4\nfive\n6\n");
    Files.writeString(before.resolve("exact"), "same");
    Files.createDirectory(after.resolve("d"));
    Files.writeString(after.resolve("d/exact"), "same");
    Files.write(before.resolve("binary"), new byte[] {0, 1, 2});
    Files.write(after.resolve("binary"), new byte[] {0, 1, 2, 3});
    Files.createDirectory(before.resolve("empty"));

    var patches = patches(before, after, CHARACTERS_MAX);

    assertThat(patches.files())
        .extracting(file -> file.change().path(), file -> file.change().status())
        .containsExactly(
            tuple("binary", Status.MODIFIED),
            tuple("d/exact", Status.RENAMED),
            tuple("empty", Status.DELETED),
            tuple("new", Status.RENAMED));
    assertThat(patches.files().getFirst().binary())
        .isNotNull()
        .returns(3L, Patches.Binary::sizeBefore)
        .returns(4L, Patches.Binary::sizeAfter);
    assertThat(patches.files().getLast())
        .returns(1, Patches.FilePatch::added)
        .returns(1, Patches.FilePatch::removed);
    assertThat(patches.patch()).contains("rename from old\nrename to new\n", "-5\n+five\n");
  }

  @Test
  void aPatchThatGrowsTooLargeIsCutBetweenFiles() throws IOException {
    var before = Files.createDirectory(folder.resolve("before"));
    var after = Files.createDirectory(folder.resolve("after"));
    for (int i = 0; i < 10; i++) {
      Files.writeString(after.resolve("f" + i), "text\n".repeat(50 * (1 + i % 2)));
    }

    var patches = patches(before, after, 1000);

    assertThat(patches.truncated()).isTrue();
    assertThat(patches.patch()).hasSizeLessThanOrEqualTo(1000).startsWith("diff --git a/f0 b/f0");
    assertThat(patches.files()).hasSize(10).allMatch(file -> file.added() >= 50);
  }

  @Test
  void oddNamesAreQuotedAsGitDoes() {
    assertThat(PatchText.quote("plain name")).isEqualTo("plain name");
    assertThat(PatchText.quote("tab\tand \"quote\" ü"))
        .isEqualTo("\"tab\\011and \\\"quote\\\" \\303\\274\"");
  }

  private static Map<String, String> files(Path root) throws IOException {
    var files = new TreeMap<>(Snapshot.of(root));
    files.values().removeIf(text -> text.startsWith("4"));
    // A patch tells of modes only whether a file can be run.
    files.replaceAll((_, text) -> text.replaceFirst("^100(.)..", "100$1").replace("1006", "100"));
    files.replaceAll((_, text) -> text.replace("1007", "100x"));
    return files;
  }

  private void edit(Path root, int times, RandomGenerator random) throws IOException {
    int fd = linux.files().openat(AT_FDCWD, root.toString(), O_DIRECTORY, 0);
    TreeEdits.edit(fd, random, times);
    linux.files().close(fd);
  }

  private Patches patches(Path before, Path after, int charactersMax) throws IOException {
    int was = linux.files().openat(AT_FDCWD, before.toString(), O_DIRECTORY, 0);
    int is = linux.files().openat(AT_FDCWD, after.toString(), O_DIRECTORY, 0);
    try {
      var from = new Side(was, List.of());
      var to = new Side(is, List.of());
      List<Change> changes = Delta.summary(linux, Delta.between(linux, from, to), from, to);
      return Patches.of(linux, changes, from, to, charactersMax);
    } finally {
      linux.files().close(was);
      linux.files().close(is);
    }
  }
}
