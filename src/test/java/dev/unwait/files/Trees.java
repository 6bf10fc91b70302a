package dev.unwait.files;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import java.io.Closeable;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/// A directory held open for a test, in the place of a branch's tree.
@NullMarked
record Trees(int fd) implements Closeable {
  private static final FileCalls FILES = Linux.real().files();

  static Trees open(Path folder) throws SystemCallException {
    int flags = FileCalls.O_PATH | FileCalls.O_DIRECTORY;
    return new Trees(FILES.openat(FileCalls.AT_FDCWD, folder.toString(), flags, 0));
  }

  @Override
  public void close() {
    FILES.close(fd);
  }
}
