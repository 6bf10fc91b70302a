package dev.unwait.files;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Reader;
import dev.unwait.linux.SystemCallException;
import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;

/// Descriptors of the directories that an edit works in, each opened once and without following
/// links, so that what is swapped on the way afterwards leads nowhere else.
final class Folders implements Closeable {
  private static final int OPEN_MAX = 64;

  private final Reader reader;
  private final int rootFd;
  private final Map<BranchPath, Integer> open = new HashMap<>();

  Folders(Reader reader, int rootFd) {
    this.reader = reader;
    this.rootFd = rootFd;
  }

  /// The descriptor of the directory above a path; good until the next call but one.
  int above(BranchPath path) throws SystemCallException {
    BranchPath folder = path.parent();
    if (folder.isRoot()) {
      return rootFd;
    }
    Integer fd = open.get(folder);
    if (fd == null) {
      fd =
          reader.openBeneath(
              rootFd,
              folder.forKernel(),
              FileCalls.O_PATH | FileCalls.O_DIRECTORY,
              Reader.RESOLVE_NO_SYMLINKS);
      open.put(folder, fd);
    }
    return fd;
  }

  /// Forgets where directories are, after some were moved; also bounds how many are open.
  void forget() {
    open.values().forEach(reader::close);
    open.clear();
  }

  /// Forgets them when there are many; to be called where no descriptor is in use.
  void bound() {
    if (open.size() > OPEN_MAX) {
      forget();
    }
  }

  @Override
  public void close() {
    forget();
  }
}
