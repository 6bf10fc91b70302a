package dev.unwait.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.files.Edit.Delete;
import dev.unwait.files.Edit.RenameTo;
import dev.unwait.files.Edit.Replace;
import dev.unwait.files.Edit.Write;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class FileEditorTest {
  private final Linux linux = Linux.real();
  private final FileEditor editor = new FileEditor(linux, new SplittableRandom(1));
  @TempDir Path folder;
  private int root;

  @BeforeEach
  void open() throws IOException {
    int flags = FileCalls.O_PATH | FileCalls.O_DIRECTORY;
    root = linux.files().openat(FileCalls.AT_FDCWD, folder.toString(), flags, 0);
  }

  @AfterEach
  void close() {
    linux.files().close(root);
  }

  private List<Changed> edit(Edit... edits) throws IOException {
    return editor.edit(root, List.of(edits), Map.of(), EditJournal.NONE);
  }

  private Path given(String path, String content) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private List<String> names() throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.skip(1).map(path -> folder.relativize(path).toString()).sorted().toList();
    }
  }

  @Test
  void laterEditsSeeEarlierOnes() throws IOException {
    given("a/A.txt", "one two\n");

    var changed =
        edit(
            new Replace("a/A.txt", "one", "three", false),
            new Replace("a/A.txt", "three two", "four", false),
            new RenameTo("a/A.txt", "b/c/B.txt"),
            new Replace("b/c/B.txt", "four", "five", false),
            new Write("a/A.txt", "new"),
            new Write("x.sh", "#!/bin/sh\n"));

    assertThat(names()).containsExactly("a", "a/A.txt", "b", "b/c", "b/c/B.txt", "x.sh");
    assertThat(folder.resolve("b/c/B.txt")).hasContent("five\n");
    assertThat(folder.resolve("a/A.txt")).hasContent("new");
    assertThat(Files.getPosixFilePermissions(folder.resolve("x.sh")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(changed)
        .extracting(Changed::path, Changed::kind)
        .contains(
            org.assertj.core.groups.Tuple.tuple("x.sh", Changed.Kind.CREATED),
            org.assertj.core.groups.Tuple.tuple("b/c/B.txt", Changed.Kind.MODIFIED));
  }

  @Test
  void aDirectoryMovesWithWhatIsEditedInIt() throws IOException {
    given("a/x", "1\n");
    given("a/y", "2\n");

    edit(
        new Replace("a/x", "1", "11", false),
        new RenameTo("a", "b"),
        new Replace("b/x", "11", "111", false),
        new Replace("b/y", "2", "22", false),
        new Delete("b/y"));

    assertThat(names()).containsExactly("b", "b/x");
    assertThat(folder.resolve("b/x")).hasContent("111\n");
  }

  @Test
  void oneRefusedEditLeavesAllUndone() throws IOException {
    given("a", "1\n2\n1\n");

    assertThatThrownBy(() -> edit(new Write("b", "x"), new Replace("a", "1", "3", false)))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("occurs 2 times, in lines 1, 3");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void aMissingTextIsRefusedWithTheNearestLine() throws IOException {
    given("a", "class A {\n    int one;\n    int two;\n}\n");

    assertThatThrownBy(() -> edit(new Replace("a", "  int one;\n  int two;", "x", false)))
        .hasMessageContaining("from line 2 on the text is the same but for white space");
    assertThatThrownBy(() -> edit(new Replace("a", "int ones;", "x", false)))
        .hasMessageContaining("most like line 2");
  }

  @Test
  void modeAndLineEndsStay() throws IOException {
    var file = given("a", "\uFEFFone\r\ntwo\r\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));

    edit(new Replace("a", "one\ntwo", "1\n2\n3", false));

    assertThat(Files.readString(file)).isEqualTo("\uFEFF1\r\n2\r\n3\r\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
  }

  @Test
  void aLinkIsEditedThroughAndStays() throws IOException {
    given("d/a", "1");
    Files.createSymbolicLink(folder.resolve("l"), Path.of("d/a"));
    Files.createSymbolicLink(folder.resolve("e"), Path.of("d"));

    edit(new Replace("l", "1", "2", false), new Write("e/n", "3"));

    assertThat(folder.resolve("l")).isSymbolicLink().hasContent("2");
    assertThat(folder.resolve("d/n")).hasContent("3");
  }

  @Test
  void nothingLeadsOut() throws IOException {
    Files.createSymbolicLink(folder.resolve("etc"), Path.of("/etc"));
    Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("p"), Path.of("/proc/self/root"));

    for (var path : List.of("etc/x", "up/x", "p/tmp/x", "../x", "/tmp/x", "a/../../x")) {
      assertThatThrownBy(() -> edit(new Write(path, "")))
          .as(path)
          .isInstanceOf(RefusalException.class);
    }
  }

  /// Before one call after the other, a folder on the way becomes a link that leads out.
  @Test
  void aFolderSwappedForALinkLeadsNowhere(@TempDir Path outside) throws IOException {
    Files.writeString(outside.resolve("a"), "outside");
    for (int call = 1, calls = 100; call <= calls; call++) {
      Path tree = folder.resolve("tree" + call);
      Files.createDirectories(tree.resolve("d"));
      Files.writeString(tree.resolve("d/a"), "inside");
      int[] count = {0};
      int swapAt = call;
      var swapping =
          Linux.with(_ -> {
            count[0]++;
            if (count[0] == swapAt) {
              swap(tree, outside);
            }
          });
      try (var opened = Trees.open(tree)) {
        new FileEditor(swapping, new SplittableRandom(1))
            .edit(
                opened.fd(),
                List.of(new Replace("d/a", "inside", "edited", false), new Write("d/b", "new")),
                Map.of(),
                EditJournal.NONE);
      } catch (RefusalException _) {
        // As good as an edit of the folder that was there.
      }
      calls = count[0];

      assertThat(outside.resolve("a")).hasContent("outside");
      assertThat(outside).isDirectoryContaining(path -> path.endsWith("a"));
      assertThat(outside.resolve("b")).doesNotExist();
    }
  }

  private static void swap(Path tree, Path outside) {
    try {
      Files.move(tree.resolve("d"), tree.resolve("moved"));
      Files.createSymbolicLink(tree.resolve("d"), outside);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
