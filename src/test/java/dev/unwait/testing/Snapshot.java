package dev.unwait.testing;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/// A whole tree as text, path by path, for comparing two of them.
@NullMarked
public final class Snapshot {
  private static final int CONTENT_MAX = 1 << 20;
  private static final Linux LINUX = Linux.real();
  private static final FileCalls FILES = LINUX.files();

  private Snapshot() {}

  /// Kinds, modes, contents, targets.
  public static NavigableMap<String, String> of(Path root) throws IOException {
    return of(root, false);
  }

  /// Times, owners and attributes as well.
  public static NavigableMap<String, String> exact(Path root) throws IOException {
    return of(root, true);
  }

  private static NavigableMap<String, String> of(Path root, boolean exact) throws IOException {
    int fd = FILES.openat(FileCalls.AT_FDCWD, root.toString(), FileCalls.O_DIRECTORY, 0);
    try {
      return of(fd, exact);
    } finally {
      FILES.close(fd);
    }
  }

  public static NavigableMap<String, String> of(int root, boolean exact) throws IOException {
    var out = new TreeMap<String, String>();
    add(out, root, "", exact);
    return out;
  }

  private static void add(NavigableMap<String, String> out, int root, String path, boolean exact)
      throws IOException {
    var stat = FILES.lstat(root, path.isEmpty() ? "." : path);
    out.put(path, describe(root, path, stat) + (exact ? rest(root, path, stat) : ""));
    if (stat.isDirectory()) {
      for (var entry : FILES.list(root, path.isEmpty() ? "." : path)) {
        add(out, root, path.isEmpty() ? entry.name() : path + "/" + entry.name(), exact);
      }
    }
  }

  private static String describe(int root, String path, Stat stat) throws IOException {
    var kind = Integer.toOctalString(stat.mode());
    if (stat.isSymlink()) {
      return kind + " -> " + FILES.readlinkat(root, path);
    }
    if (!stat.isRegular()) {
      return kind;
    }
    int fd = FILES.openat(root, path, FileCalls.O_RDONLY | FileCalls.O_NOFOLLOW, 0);
    try {
      return kind + " " + new String(FILES.readAll(fd, CONTENT_MAX), StandardCharsets.ISO_8859_1);
    } finally {
      FILES.close(fd);
    }
  }

  private static String rest(int root, String path, Stat stat) throws IOException {
    var out = new StringBuilder();
    out.append(" mtime ").append(stat.mtimeNanos());
    out.append(" owner ").append(stat.uid()).append(':').append(stat.gid());
    if (!stat.isDirectory()) {
      out.append(" links ").append(stat.nlink());
    }
    for (var name : LINUX.attributes().llistxattr(root, path).stream().sorted().toList()) {
      byte[] value = LINUX.attributes().lgetxattr(root, path, name);
      out.append(' ').append(name).append('=');
      out.append(new String(value == null ? new byte[0] : value, StandardCharsets.ISO_8859_1));
    }
    return out.toString();
  }
}
