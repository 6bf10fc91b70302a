package dev.unwait.linux;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class FileCallsTest {
  private final FileCalls files = Linux.real().files();
  @TempDir Path folder;

  @Test
  void namesThatAreNotUtf8SurviveTheRoundTrip() throws IOException {
    byte[] raw = {'a', (byte) 0xff, (byte) 0xc3, 'b'};
    String name = Names.decode(raw);

    files.mkdirat(AT_FDCWD, folder + "/" + name, 0755);

    assertThat(Names.encode(name)).isEqualTo(raw);
    assertThat(files.list(AT_FDCWD, folder.toString()))
        .singleElement()
        .returns(name, DirEntry::name)
        .returns(DirEntry.DIRECTORY, DirEntry::type);
  }

  @Test
  void statSaysWhatJavaSays() throws IOException {
    var file = Files.writeString(folder.resolve("a"), "12345");

    var stat = files.lstat(AT_FDCWD, file.toString());

    assertThat(stat.isRegular()).isTrue();
    assertThat(stat.size()).isEqualTo(5);
    assertThat(stat.ino()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(stat.mtimeNanos() / 1000)
        .isEqualTo(Files.getLastModifiedTime(file).to(java.util.concurrent.TimeUnit.MICROSECONDS));
  }

  @Test
  void noPathLeadsOutOfTheDirectory() throws IOException {
    Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc/passwd"));
    int root = files.openat(AT_FDCWD, folder.toString(), O_RDONLY | O_DIRECTORY, 0);

    assertThatThrownBy(() -> files.openat2(root, "out", O_RDONLY, 0))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("ELOOP");
    assertThatThrownBy(() -> files.openat2(root, "../" + folder.getFileName(), O_RDONLY, 0))
        .hasMessageContaining("EXDEV");
    files.close(root);
  }

  @Test
  void aFaultStandsInForTheCall() {
    var failing =
        Linux.with(call -> {
          if (call.equals("mkdirat")) {
            throw new SystemCallException(call, Errno.ENOSPC);
          }
        });

    assertThatThrownBy(() -> failing.files().mkdirat(AT_FDCWD, folder + "/x", 0755))
        .hasMessageContaining("ENOSPC");
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
