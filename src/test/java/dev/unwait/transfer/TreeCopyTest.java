package dev.unwait.transfer;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.S_IFCHR;
import static dev.unwait.linux.FileCalls.S_IFIFO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.linux.Errno;
import dev.unwait.linux.Faults;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Names;
import dev.unwait.linux.SystemCallException;
import dev.unwait.testing.Snapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class TreeCopyTest {
  private final Linux linux = Linux.real();
  @TempDir Path folder;
  private Path from = Path.of("");
  private Path to = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    from = Files.createDirectory(folder.resolve("from"));
    to = Files.createDirectory(folder.resolve("to"));
  }

  @Test
  void everythingAboutATreeIsKept() throws IOException {
    Files.createDirectories(from.resolve("a/b/empty"));
    Files.writeString(from.resolve("a/one"), "1");
    Files.createLink(from.resolve("a/b/same"), from.resolve("a/one"));
    Files.createSymbolicLink(from.resolve("dangling"), Path.of("no/where"));
    Files.write(from.resolve("large"), new byte[3_000_001]);
    linux.files().mknodat(AT_FDCWD, from + "/fifo", S_IFIFO | 0640, 0);
    linux.files().mkdirat(AT_FDCWD, from + "/" + Names.decode(new byte[] {'x', -1, '\n'}), 0700);
    linux.attributes().lsetxattr(AT_FDCWD, from + "/a/one", "user.note", "hi".getBytes(UTF_8));
    linux.attributes().lsetxattr(AT_FDCWD, from + "/a", "user.dir", new byte[0]);
    linux.files().fchmodat(AT_FDCWD, from + "/large", 04751);
    linux.files().fchownat(AT_FDCWD, from + "/dangling", 12, 34);
    linux.files().fchmodat(AT_FDCWD, from + "/a/b/empty", 0555);
    linux.files().utimensat(AT_FDCWD, from + "/a/b", 1, 1_000_000_002L);
    linux.files().utimensat(AT_FDCWD, from + "/dangling", 1, 3_000_000_004L);

    var summary = copy(CopyOptions.defaults());

    assertThat(Snapshot.exact(to)).isEqualTo(Snapshot.exact(from));
    assertThat(summary.skipped()).isEmpty();
    assertThat(summary)
        .returns(4L, CopySummary::files)
        .returns(4L, CopySummary::directories)
        .returns(1L, CopySummary::symlinks)
        .returns(3_000_002L, CopySummary::bytes);
  }

  @Test
  void attributesOfAnOverlayStayBehind() throws IOException {
    Files.writeString(from.resolve("f"), "");
    linux.attributes().lsetxattr(AT_FDCWD, from + "/f", "trusted.overlay.opaque", new byte[] {'y'});

    copy(CopyOptions.defaults());

    assertThat(linux.attributes().llistxattr(AT_FDCWD, to + "/f")).isEmpty();
  }

  @Test
  void devicesAndExcludedPathsAreLeftOut() throws IOException {
    linux.files().mknodat(AT_FDCWD, from + "/null", S_IFCHR | 0666, 0x103);
    Files.createDirectories(from.resolve("home/deep"));
    Files.createDirectories(from.resolve("other/home"));

    var summary = copy(CopyOptions.defaults().excluding(Set.of("home")));

    assertThat(summary.skipped()).extracting(CopySummary.Skipped::path).containsExactly("null");
    assertThat(Snapshot.of(to)).containsOnlyKeys("", "other", "other/home");
  }

  @Test
  void moreFilesThanFitARunAreAllCopied() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(from.resolve("f" + i), "text " + i);
    }

    var summary = copy(CopyOptions.defaults());

    assertThat(summary.files()).isEqualTo(1000);
    assertThat(Snapshot.exact(to)).isEqualTo(Snapshot.exact(from));
  }

  @Test
  void aFileThatChangesWhileItIsReadIsReadAgain() throws IOException {
    var file = Files.writeString(from.resolve("busy"), "before");
    var reads = new AtomicInteger();
    var changing =
        Linux.with(call -> {
          if (call.equals("copy_file_range") && reads.incrementAndGet() == 1) {
            write(file, "after that");
          }
        });

    var summary = copy(changing, CopyOptions.defaults());

    assertThat(summary.skipped()).isEmpty();
    assertThat(to.resolve("busy")).hasContent("after that");
  }

  @Test
  void aFileThatNeverStandsStillIsListed() throws IOException {
    var file = Files.writeString(from.resolve("busy"), "0");
    var reads = new AtomicInteger();
    var changing =
        Linux.with(call -> {
          if (call.equals("copy_file_range")) {
            write(file, "x".repeat(reads.incrementAndGet()));
          }
        });

    var summary = copy(changing, CopyOptions.defaults());

    assertThat(reads).hasValue(4);
    assertThat(summary.skipped())
        .singleElement()
        .returns("busy", CopySummary.Skipped::path)
        .satisfies(skipped -> assertThat(skipped.why()).startsWith("unstable"));
  }

  @Test
  void whatMayNotBeReadEndsTheCopyByName() throws IOException {
    Files.createDirectories(from.resolve("a"));
    Files.writeString(from.resolve("a/secret"), "");
    var denied = Linux.with(failing("openat", Errno.EACCES));

    assertThatThrownBy(() -> copy(denied, CopyOptions.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("copy of a/secret failed: openat")
        .hasMessageContaining("EACCES");
  }

  @Test
  void eachFailureOfTheKernelIsToldOrWorkedAround() throws IOException {
    Files.createDirectories(from.resolve("a"));
    Files.writeString(from.resolve("a/f"), "text");
    for (var call : new String[] {"mkdirat", "openat2", "getdents64", "utimensat", "fchmodat"}) {
      assertThatThrownBy(() -> copy(Linux.with(failing(call, Errno.EIO)), CopyOptions.defaults()))
          .as(call)
          .isInstanceOf(IOException.class);
    }
    var target = Files.createDirectory(folder.resolve("second"));
    to = target;

    copy(Linux.with(failing("copy_file_range", Errno.EXDEV)), CopyOptions.defaults());

    assertThat(Snapshot.exact(target)).isEqualTo(Snapshot.exact(from));
  }

  @Test
  void anInterruptEndsTheCopy() throws Exception {
    Files.write(from.resolve("f"), new byte[1000]);
    var failure = new ArrayList<Throwable>();

    var thread =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              try {
                copy(CopyOptions.defaults());
              } catch (IOException e) {
                failure.add(e);
              }
            });
    thread.join();

    assertThat(failure).singleElement().isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void progressIsReported() throws IOException {
    Files.writeString(from.resolve("f"), "12345");
    var seen = new ArrayList<Long>();
    int source = linux.files().openat(AT_FDCWD, from.toString(), O_DIRECTORY, 0);
    int target = linux.files().openat(AT_FDCWD, to.toString(), O_DIRECTORY, 0);

    TreeCopy.copy(
        linux, source, target, CopyOptions.defaults(), (files, bytes) -> seen.add(files + bytes));

    linux.files().close(source);
    linux.files().close(target);
    assertThat(seen.getLast()).isEqualTo(6);
  }

  private static Faults failing(String name, int errno) {
    return call -> {
      if (call.equals(name)) {
        throw new SystemCallException(call, errno);
      }
    };
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private CopySummary copy(CopyOptions options) throws IOException {
    return copy(linux, options);
  }

  private CopySummary copy(Linux kernel, CopyOptions options) throws IOException {
    int source = linux.files().openat(AT_FDCWD, from.toString(), O_DIRECTORY, 0);
    int target = linux.files().openat(AT_FDCWD, to.toString(), O_DIRECTORY, 0);
    try {
      return TreeCopy.copy(kernel, source, target, options, ProgressListener.NONE);
    } finally {
      linux.files().close(source);
      linux.files().close(target);
    }
  }
}
