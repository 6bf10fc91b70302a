package dev.unwait.delta;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_NONBLOCK;
import static dev.unwait.linux.FileCalls.O_PATH;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Errno;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tree as it is seen through a descriptor of its root. No path leads out of it, whatever links
/// somebody puts in the way.
///
/// @param root open, and owned by whoever made the view
public record View(Linux linux, int root) {
  private static final int CHUNK = 1 << 16;

  /// What stands at a path; null if nothing that counts.
  public @Nullable Node node(String path) throws IOException {
    int fd = openOrMinus(parent(path), O_PATH | O_DIRECTORY);
    if (fd < 0) {
      return null;
    }
    try {
      return node(fd, name(path));
    } finally {
      linux.files().close(fd);
    }
  }

  /// As {@link #node(String)}, of a name in an open directory of the tree.
  @Nullable Node node(int directory, String name) throws IOException {
    return node(directory, name, linux.files().lstatOrNull(directory, name));
  }

  @Nullable Node node(int directory, String name, @Nullable Stat stat) throws IOException {
    var kind = stat == null ? null : Node.kind(stat);
    if (stat == null || kind == null) {
      return null;
    }
    try {
      var target = kind == Node.Kind.SYMLINK ? linux.files().readlinkat(directory, name) : null;
      return new Node(kind, stat.permissions(), stat.size(), stat.mtimeNanos(), target);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.EINVAL)) {
        return null; // It went away, or is no link any more.
      }
      throw e;
    }
  }

  /// The names in a directory; none where there is no directory.
  public List<DirEntry> list(String path) throws IOException {
    int fd = openOrMinus(path, O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
      return List.of();
    }
    try {
      return linux.files().getdents64(fd);
    } finally {
      linux.files().close(fd);
    }
  }

  /// Opens a path, never through a link in the last step.
  public int open(String path, int flags) throws SystemCallException {
    return linux.files().openat2(root, path.isEmpty() ? "." : path, flags | O_NOFOLLOW, 0);
  }

  /// As {@link #open}, but -1 where nothing of that kind is there.
  public int openOrMinus(String path, int flags) throws SystemCallException {
    try {
      return open(path, flags);
    } catch (SystemCallException e) {
      return switch (e.errno()) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EXDEV -> -1;
        default -> throw e;
      };
    }
  }

  /// The content of a file, or its first `max` bytes.
  public byte[] read(String path, int max) throws IOException {
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    try {
      return linux.files().readAll(fd, max);
    } finally {
      linux.files().close(fd);
    }
  }

  /// The content of a file, or its first `max` bytes; null if there is no file.
  public byte @Nullable [] readOrNull(String path, int max) throws IOException {
    var node = node(path);
    return node == null || !node.isFile() ? null : read(path, max);
  }

  /// The SHA-256 of a file's content, in hexadecimal digits.
  public String sha256(String path) throws IOException {
    var digest = newDigest();
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    try {
      for (byte[] chunk = next(fd); chunk.length > 0; chunk = next(fd)) {
        digest.update(chunk);
      }
    } finally {
      linux.files().close(fd);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Whether two files read alike; a file that went away is like no other.
  public boolean reads(String path, View other, String otherPath) throws IOException {
    int mine = openOrMinus(path, O_RDONLY | O_NONBLOCK);
    if (mine < 0) {
      return false;
    }
    try {
      int theirs = other.openOrMinus(otherPath, O_RDONLY | O_NONBLOCK);
      if (theirs < 0) {
        return false;
      }
      try {
        return alike(mine, theirs);
      } finally {
        linux.files().close(theirs);
      }
    } finally {
      linux.files().close(mine);
    }
  }

  private boolean alike(int mine, int theirs) throws IOException {
    while (true) {
      byte[] a = next(mine);
      if (!Arrays.equals(a, next(theirs))) {
        return false;
      }
      if (a.length == 0) {
        return true;
      }
    }
  }

  private byte[] next(int fd) throws IOException {
    return linux.files().readAll(fd, CHUNK);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static String name(String path) {
    return path.isEmpty() ? "." : path.substring(path.lastIndexOf('/') + 1);
  }
}
