package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.files.Node.Absent;
import dev.unwait.files.Node.Directory;
import dev.unwait.files.Node.File;
import dev.unwait.files.Node.Other;
import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Reader;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.List;

/// A branch's tree as it is just now, for drafting an edit.
final class TreeView {
  private static final int FILE_BYTES_MAX = 64 * 1024 * 1024;
  private static final int LINKS_MAX = 40;

  private final Linux linux;
  private final Reader reader;
  private final Suggestions suggestions;
  private final int rootFd;

  TreeView(Linux linux, Reader reader, int rootFd) {
    this.linux = linux;
    this.reader = reader;
    this.rootFd = rootFd;
    suggestions = new Suggestions(linux);
  }

  /// The same place by a path on which there are no links. What is missing stays as it is named.
  ///
  /// @param followLast whether a link in the last component is followed too
  BranchPath resolve(String verb, BranchPath path, boolean followLast) throws IOException {
    BranchPath start = followLast ? path : path.parent();
    BranchPath resolved = resolve(verb, start, LINKS_MAX);
    return followLast ? resolved : resolved.child(path.name());
  }

  private BranchPath resolve(String verb, BranchPath path, int linksMax) throws IOException {
    if (path.isRoot()) {
      return path;
    }
    try {
      reader.close(open(path, FileCalls.O_PATH, Reader.RESOLVE_NO_SYMLINKS));
      return path;
    } catch (SystemCallException e) {
      return switch (e.errno()) {
        case Errno.ELOOP -> throughLinks(verb, path);
        case Errno.ENOENT -> {
          BranchPath resolved = resolve(verb, path.parent(), linksMax).child(path.name());
          yield resolved;
        }
        default -> throw suggestions.refusal(verb, rootFd, path, e);
      };
    }
  }

  private BranchPath throughLinks(String verb, BranchPath path) throws IOException {
    int fd;
    try {
      fd = open(path, FileCalls.O_PATH, 0);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return danglingOrMissing(verb, path);
      }
      throw suggestions.refusal(verb, rootFd, path, e);
    }
    try {
      String root = placeOf(rootFd);
      String place = placeOf(fd);
      String prefix = root.equals("/") ? root : root + "/";
      if (!place.startsWith(prefix)) {
        throw RefusalException.conflict(
            verb + " " + path, "the place that a symbolic link leads to has moved", "Try again");
      }
      return new BranchPath(place.substring(prefix.length()));
    } finally {
      reader.close(fd);
    }
  }

  private BranchPath danglingOrMissing(String verb, BranchPath path) throws IOException {
    BranchPath parent = resolve(verb, path.parent(), LINKS_MAX);
    BranchPath there = parent.child(path.name());
    if (node(there) instanceof Other) {
      throw RefusalException.invalid(
          verb + " " + path,
          "it is a symbolic link to something that is missing",
          "Delete the link, or name the file itself");
    }
    return there;
  }

  private String placeOf(int fd) throws IOException {
    return linux.files().readlinkat(FileCalls.AT_FDCWD, "/proc/self/fd/" + fd);
  }

  /// What is at a path without links.
  Node node(BranchPath path) throws IOException {
    int fd;
    try {
      int flags = FileCalls.O_PATH | FileCalls.O_NOFOLLOW;
      fd = open(path, flags, 0);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return new Absent();
      }
      throw suggestions.refusal("look at", rootFd, path, e);
    }
    try {
      Stat stat = reader.fstat(fd);
      if (stat.isRegular()) {
        return new File(null, path, stat, false);
      }
      if (stat.isDirectory()) {
        return new Directory();
      }
      return new Other(stat.isSymlink() ? "a symbolic link" : "neither a file nor a directory");
    } finally {
      reader.close(fd);
    }
  }

  /// The content of a file, read where it was at first unless it is known.
  byte[] bytes(BranchPath path, File file) throws IOException {
    byte[] bytes = file.bytes();
    BranchPath origin = file.origin();
    Stat stat = file.stat();
    if (bytes != null) {
      return bytes;
    }
    if (origin == null || stat == null) {
      throw new IllegalStateException(path + " is new and has no content");
    }
    if (stat.size() > FILE_BYTES_MAX) {
      throw RefusalException.limit(
          "edit " + path,
          "the file has " + stat.size() + " bytes, more than " + FILE_BYTES_MAX,
          "Use a command, such as sed -i");
    }
    int fd = open(origin, FileCalls.O_NONBLOCK, Reader.RESOLVE_NO_SYMLINKS);
    try {
      return FileReader.whole(reader, fd, (int) stat.size());
    } finally {
      reader.close(fd);
    }
  }

  List<String> names(BranchPath path) throws IOException {
    int fd;
    try {
      fd = open(path, FileCalls.O_DIRECTORY, Reader.RESOLVE_NO_SYMLINKS);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return List.of();
      }
      throw e;
    }
    try {
      return reader.entries(fd).stream().map(DirEntry::name).toList();
    } finally {
      reader.close(fd);
    }
  }

  RefusalException missing(String verb, BranchPath path) {
    return suggestions.refusal(
        verb, rootFd, path, new SystemCallException(verb + " " + path, Errno.ENOENT));
  }

  RefusalException directory(String verb, BranchPath path) throws IOException {
    int fd = open(path, FileCalls.O_DIRECTORY, Reader.RESOLVE_NO_SYMLINKS);
    try {
      return suggestions.notAFile(verb, path, reader.fstat(fd), fd);
    } finally {
      reader.close(fd);
    }
  }

  private int open(BranchPath path, int flags, int resolve) throws SystemCallException {
    return reader.openBeneath(rootFd, path.forKernel(), flags, resolve);
  }
}
