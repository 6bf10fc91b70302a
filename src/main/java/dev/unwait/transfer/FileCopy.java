package dev.unwait.transfer;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_EXCL;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_NONBLOCK;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static dev.unwait.linux.FileCalls.O_TRUNC;
import static dev.unwait.linux.FileCalls.O_WRONLY;
import static dev.unwait.linux.FileCalls.S_IFIFO;

import dev.unwait.linux.AttributeCalls;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.io.InterruptedIOException;

/// Copies single files, links and FIFOs between directories that are open, with all that belongs to
/// them: mode, owner (as root), times and attributes. Safe for use by many threads.
public final class FileCopy {
  private static final long CHUNK = 16L << 20;
  private static final int BUFFER = 1 << 20;
  private static final int ENOTTY = 25; // What some file systems answer to an unknown ioctl.

  private final FileCalls files;
  private final AttributeCalls attributes;
  private final int rereadsMax;
  private final boolean privileged;
  // Learned from the first refusal; racing threads at worst ask once more.
  private volatile boolean clones = true;
  private volatile boolean copiesInKernel = true;

  /// @param rereadsMax how often a file that changes while it is read is read again
  public FileCopy(Linux linux, int rereadsMax) throws IOException {
    files = linux.files();
    attributes = linux.attributes();
    this.rereadsMax = rereadsMax;
    privileged = files.lstat(AT_FDCWD, "/proc/self").uid() == 0;
  }

  /// What became of a regular file.
  ///
  /// @param stat the source as it was before the last reading
  /// @param cloned whether the two share their blocks
  /// @param stable whether it stood still while it was read
  public record Copied(Stat stat, boolean cloned, boolean stable) {}

  /// Copies a regular file to a name that is free.
  public Copied regular(int fromDir, String from, int toDir, String to) throws IOException {
    var copied = read(fromDir, from, toDir, to, O_CREAT | O_EXCL);
    for (int round = 0; !copied.stable() && round < rereadsMax; round++) {
      copied = read(fromDir, from, toDir, to, O_TRUNC | O_NOFOLLOW);
    }
    metadata(copied.stat(), fromDir, from, toDir, to);
    return copied;
  }

  private Copied read(int fromDir, String from, int toDir, String to, int flags)
      throws IOException {
    int source = files.openat(fromDir, from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    try {
      var before = files.fstat(source);
      if (!before.isRegular()) {
        throw new SystemCallException("read of " + from + ", no file any more,", Errno.EINVAL);
      }
      int target = files.openat(toDir, to, O_WRONLY | flags, 0600);
      try {
        boolean cloned = transfer(source, target, before.size());
        return new Copied(before, cloned, unchanged(before, files.fstat(source)));
      } finally {
        files.close(target);
      }
    } finally {
      files.close(source);
    }
  }

  private static boolean unchanged(Stat before, Stat after) {
    return before.ino() == after.ino()
        && before.size() == after.size()
        && before.mtimeNanos() == after.mtimeNanos()
        && before.ctimeNanos() == after.ctimeNanos();
  }

  /// @return whether the blocks are shared
  private boolean transfer(int source, int target, long size) throws IOException {
    if (size == 0) {
      return false;
    }
    if (clones && clone(target, source)) {
      return true;
    }
    long done = copiesInKernel ? copyInKernel(source, target, size) : 0;
    while (done < size) {
      checkInterrupt();
      byte[] chunk = files.readAll(source, (int) Math.min(BUFFER, size - done));
      if (chunk.length == 0) {
        break; // It shrank, which the second look at it tells.
      }
      files.writeAll(target, chunk);
      done += chunk.length;
    }
    return false;
  }

  private boolean clone(int target, int source) throws IOException {
    try {
      files.ficlone(target, source);
      return true;
    } catch (SystemCallException e) {
      if (!cannot(e)) {
        throw e;
      }
      clones = false;
      return false;
    }
  }

  private long copyInKernel(int source, int target, long size) throws IOException {
    long done = 0;
    try {
      while (done < size) {
        checkInterrupt();
        long n = files.copyFileRange(source, target, Math.min(CHUNK, size - done));
        if (n == 0) {
          return done;
        }
        done += n;
      }
    } catch (SystemCallException e) {
      if (!cannot(e)) {
        throw e;
      }
      copiesInKernel = false;
    }
    return done;
  }

  private static boolean cannot(SystemCallException e) {
    return switch (e.errno()) {
      case Errno.EXDEV, Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ENOSYS, ENOTTY -> true;
      default -> false;
    };
  }

  private static void checkInterrupt() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  public void symlink(Stat stat, int fromDir, String from, int toDir, String to)
      throws IOException {
    files.symlinkat(files.readlinkat(fromDir, from), toDir, to);
    metadata(stat, fromDir, from, toDir, to);
  }

  public void fifo(Stat stat, int fromDir, String from, int toDir, String to) throws IOException {
    files.mknodat(toDir, to, S_IFIFO | 0600, 0);
    metadata(stat, fromDir, from, toDir, to);
  }

  /// Gives the target the owner, mode, attributes and times of the source.
  public void metadata(Stat stat, int fromDir, String from, int toDir, String to)
      throws IOException {
    owner(stat, toDir, to);
    attributes(fromDir, from, toDir, to);
    if (!stat.isSymlink()) {
      files.fchmodat(toDir, to, stat.permissions());
    }
    files.utimensat(toDir, to, stat.atimeNanos(), stat.mtimeNanos());
  }

  /// As root only, and only as far as the user namespace knows the owner.
  public void owner(Stat stat, int toDir, String to) throws IOException {
    if (!privileged) {
      return;
    }
    try {
      files.fchownat(toDir, to, stat.uid(), stat.gid());
    } catch (SystemCallException e) {
      if (!e.is(Errno.EPERM) && !e.is(Errno.EINVAL)) {
        throw e;
      }
    }
  }

  /// Copies the extended attributes, except those that an overlay keeps for itself.
  public void attributes(int fromDir, String from, int toDir, String to) throws IOException {
    for (var name : attributes.llistxattr(fromDir, from)) {
      byte[] value = travels(name) ? attributes.lgetxattr(fromDir, from, name) : null;
      if (value != null) {
        set(toDir, to, name, value);
      }
    }
  }

  private void set(int dir, String path, String name, byte[] value) throws IOException {
    try {
      attributes.lsetxattr(dir, path, name, value);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EPERM) && !e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
    }
  }

  private boolean travels(String name) {
    if (name.startsWith("user.overlay.") || name.startsWith("trusted.overlay.")) {
      return false;
    }
    return privileged || name.startsWith("user.") || name.startsWith("system.posix_acl_");
  }
}
