package dev.unwait.transfer;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// One comparison of a live tree with the stamps that it once had.
final class ManifestWalk {
  private final FileCalls files;
  private final int live;
  private final CopyOptions options;
  private final Manifest before;
  private final Crew crew = new Crew();
  private final Manifest.Builder now = new Manifest.Builder();
  private final Queue<String> added = new ConcurrentLinkedQueue<>();
  private final Queue<String> modified = new ConcurrentLinkedQueue<>();
  private final Queue<String> deleted = new ConcurrentLinkedQueue<>();

  ManifestWalk(Linux linux, int live, CopyOptions options, Manifest before) {
    files = linux.files();
    this.live = live;
    this.options = options;
    this.before = before;
  }

  Manifest.Changes run() throws IOException {
    crew.add(() -> directory(""));
    crew.work(options.threads());
    return new Manifest.Changes(sorted(added), sorted(modified), sorted(deleted), now.build());
  }

  private static List<String> sorted(Collection<String> paths) {
    return paths.stream().sorted().toList();
  }

  private void directory(String path) throws IOException {
    var known = before.directory(path);
    int fd;
    try {
      fd = files.openat2(live, Paths.orDot(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    } catch (SystemCallException e) {
      unreadable(path, e);
      return;
    }
    try {
      now.directory(path);
      for (DirEntry entry : files.getdents64(fd)) {
        var child = Paths.child(path, entry.name());
        if (!options.excluded().contains(child)) {
          entry(child, files.lstatOrNull(fd, entry.name()), known.remove(entry.name()));
        }
      }
    } finally {
      files.close(fd);
    }
    for (var gone : known.entrySet()) {
      deleted(Paths.child(path, gone.getKey()), gone.getValue());
    }
  }

  private void entry(String path, @Nullable Stat stat, @Nullable Stamp was) {
    if (stat == null || !isKept(stat)) {
      if (was != null) {
        deleted(path, was);
      }
      return;
    }
    var stamp = Stamp.of(stat);
    now.add(path, stamp);
    if (was == null) {
      added.add(path);
    } else if (!was.agrees(stamp)) {
      modified.add(path);
      if (was.isDirectory() && !stamp.isDirectory()) {
        before.directory(path).forEach((name, s) -> deleted(Paths.child(path, name), s));
      }
    }
    if (stamp.isDirectory()) {
      crew.add(() -> directory(path));
    }
  }

  private static boolean isKept(Stat stat) {
    return stat.isRegular() || stat.isDirectory() || stat.isSymlink() || stat.isFifo();
  }

  private void deleted(String path, Stamp was) {
    if (options.excluded().contains(path)) {
      return;
    }
    deleted.add(path);
    if (was.isDirectory()) {
      for (Map.Entry<String, Stamp> below : before.directory(path).entrySet()) {
        deleted(Paths.child(path, below.getKey()), below.getValue());
      }
    }
  }

  /// A directory that went away meanwhile, or was replaced, is seen by the next look at the tree.
  private void unreadable(String path, SystemCallException e) throws IOException {
    boolean forbidden = e.is(Errno.EACCES) || e.is(Errno.EPERM);
    boolean gone = e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP);
    if (!gone && !(forbidden && options.skipUnreadable())) {
      throw new IOException("comparison of " + Paths.orDot(path) + " failed: " + e.getMessage(), e);
    }
  }
}
