package dev.unwait.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.files.FileReader.Part;
import dev.unwait.files.FileReader.Wanted;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class FileReaderTest {
  private static final int BUDGET = 1 << 20;
  private final FileReader reader = new FileReader(Linux.real());
  @TempDir Path folder;

  private Part read(String path, @Nullable Integer from, @Nullable Integer lines)
      throws IOException {
    try (var root = Trees.open(folder)) {
      return reader.read(root.fd(), List.of(new Wanted(path, from, lines)), BUDGET).getFirst();
    }
  }

  private void given(String path, String content) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void linesAreCountedFromOne() throws IOException {
    given("a", "1\n2\r\n3");

    assertThat(read("a", null, null))
        .returns("1\n2\r\n3", Part::text)
        .returns(3, Part::totalLines)
        .returns(false, Part::truncated)
        .returns(Digest.of("1\n2\r\n3".getBytes(StandardCharsets.UTF_8)), Part::sha256);
    assertThat(read("./a", 2, 1)).returns("2\r\n", Part::text).returns(2, Part::from);
    assertThat(read("a", 3, 5)).returns("3", Part::text);
    assertThatThrownBy(() -> read("a", 4, null)).hasMessageContaining("the file has 3 lines");
    given("empty", "");
    assertThat(read("empty", null, null)).returns("", Part::text).returns(0, Part::totalLines);
  }

  @Test
  void longFilesAreCutWithANoteOnHowToGoOn() throws IOException {
    given("lines", "line\n".repeat(2_001));
    given("wide", "é".repeat(1 << 19));

    assertThat(read("lines", null, null))
        .returns(true, Part::truncated)
        .returns("cut after line 2000 of 2001: go on with from=2001", Part::note);
    assertThat(read("lines", 2, 2_000)).returns(false, Part::truncated);
    assertThat(read("wide", null, null).note()).startsWith("cut within line 1 of 1");
    assertThat(read("wide", null, null).text()).matches("é+");
  }

  @Test
  void binaryFilesAreNamedAsSuch() throws IOException {
    Files.write(folder.resolve("b"), new byte[] {'a', 0, 'b'});
    Files.write(folder.resolve("latin"), new byte[] {'a', (byte) 0xE9, 'b'});

    for (var path : List.of("b", "latin")) {
      assertThat(read(path, null, null))
          .returns(true, Part::binary)
          .returns("", Part::text)
          .returns(3L, Part::size);
    }
  }

  @Test
  void whatCannotBeReadIsRefusedWithHelp() throws IOException {
    given("src/Main.java", "");
    given("doc/Other.md", "");
    Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(folder.resolve("magic"), Path.of("/proc/self/root/etc/passwd"));
    Files.createSymbolicLink(folder.resolve("in"), Path.of("src/Main.java"));

    assertThatThrownBy(() -> read("src/Mian.java", null, null))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("Did you mean src/Main.java?");
    assertThatThrownBy(() -> read("Other.md", null, null)).hasMessageContaining("doc/Other.md");
    assertThatThrownBy(() -> read("src", null, null))
        .hasMessageContaining("a directory with 1 entries: Main.java");
    assertThatThrownBy(() -> read(folder + "/src/Main.java", null, null))
        .hasMessageContaining("paths are relative to the branch's root");
    for (var path : List.of("out", "magic", "../x", "src/../../x")) {
      assertThatThrownBy(() -> read(path, null, null))
          .as(path)
          .isInstanceOf(RefusalException.class);
    }
    assertThat(read("in", null, null).size()).isZero();
  }

  @Test
  void namesThatAreNotUtf8CanBeRead() throws Exception {
    String name = Names.decode(new byte[] {'a', (byte) 0xFF});
    var made =
        new ProcessBuilder("bash", "-c", "printf x > $'a\\xff'").directory(folder.toFile()).start();
    assertThat(made.waitFor()).isZero();

    assertThat(read(name, null, null).text()).isEqualTo("x");
  }
}
