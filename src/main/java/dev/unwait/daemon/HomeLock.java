package dev.unwait.daemon;

import dev.unwait.base.RefusalException;
import dev.unwait.client.Home;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Keeps a home for one daemon: held while that process lives, however it ends.
final class HomeLock implements Closeable {
  private final FileChannel channel;
  private final Path pid;

  private HomeLock(FileChannel channel, Path pid) {
    this.channel = channel;
    this.pid = pid;
  }

  /// Makes the home, for its owner only, and takes it, or refuses where another daemon has it.
  static HomeLock take(Home home) throws IOException {
    var folder = home.folder();
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    var channel =
        FileChannel.open(
            folder.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var pid = folder.resolve("daemon.pid");
    if (!isFree(channel)) {
      channel.close();
      var process = Files.exists(pid) ? " (process " + Files.readString(pid).strip() + ")" : "";
      throw RefusalException.conflict(
          "start a daemon in " + folder,
          "another daemon runs there" + process,
          "Use it, end it with: unwait down, or choose another --home");
    }
    Files.writeString(pid, ProcessHandle.current().pid() + "\n");
    return new HomeLock(channel, pid);
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (java.nio.channels.OverlappingFileLockException e) {
      return false; // Another daemon in this very process has it.
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(pid);
    channel.close();
  }
}
