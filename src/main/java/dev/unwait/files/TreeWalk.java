package dev.unwait.files;

import dev.unwait.files.SearchRun.Task;
import dev.unwait.files.SearchRun.Tools;
import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Reader;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountedCompleter;
import org.jspecify.annotations.Nullable;

/// A walk through a tree, or through some of its paths: a task for each folder, and for each
/// portion of a folder's files.
final class TreeWalk {
  private static final int PORTION = 64;
  private static final String GIT = ".git";
  private static final String IGNORE_FILE = ".gitignore";

  /// Which files it is about.
  record Scope(int rootFd, Globs globs, boolean ignoreRules) {}

  /// What is known of a folder before it is opened.
  ///
  /// @param above the rules of the folder above; null at the root
  /// @param taken whether the globs take all that is below
  private record Folder(BranchPath path, @Nullable IgnoreRules above, boolean taken) {}

  private final SearchRun run;
  private final Scope scope;

  TreeWalk(SearchRun run, Scope scope) {
    this.run = run;
    this.scope = scope;
  }

  /// Comes to all files of the tree.
  Task everything(@Nullable CountedCompleter<?> completer) {
    return new FolderTask(completer, new Folder(BranchPath.ROOT, null, false));
  }

  /// Comes to what there is at or below some paths, none of which is below another.
  Task only(@Nullable CountedCompleter<?> completer, List<BranchPath> paths) {
    return new PathsTask(completer, paths);
  }

  /// Lists a folder, goes through the first of its files and leaves the rest to others.
  private final class FolderTask extends Task {
    private static final long serialVersionUID = 1;

    private final transient Folder folder;

    FolderTask(@Nullable CountedCompleter<?> completer, Folder folder) {
      super(completer, run);
      this.folder = folder;
    }

    @Override
    void work(Tools tools) throws IOException {
      int fd = open(tools.reader, folder.path());
      if (fd < 0) {
        return;
      }
      try {
        List<DirEntry> entries = tools.reader.entries(fd);
        IgnoreRules rules = rules(tools, fd, entries);
        var files = new ArrayList<BranchPath>();
        for (DirEntry entry : entries) {
          sort(known(tools, fd, entry), rules, files);
        }
        for (int from = PORTION; from < files.size(); from += PORTION) {
          int to = Math.min(files.size(), from + PORTION);
          fork(new PortionTask(this, folder.path(), files.subList(from, to)));
        }
        visit(tools, fd, files.subList(0, Math.min(files.size(), PORTION)));
      } finally {
        tools.reader.close(fd);
      }
    }

    private void sort(DirEntry entry, IgnoreRules rules, List<BranchPath> files) {
      boolean directory = entry.type() == DirEntry.DIRECTORY;
      BranchPath path = folder.path().child(entry.name());
      if ((!directory && entry.type() != DirEntry.REGULAR) || leftOut(path, directory, rules)) {
        return;
      }
      boolean takes = folder.taken() || scope.globs().takes(path);
      if (directory) {
        fork(new FolderTask(this, new Folder(path, rules, takes)));
      } else if (takes) {
        files.add(path);
      }
    }

    private IgnoreRules rules(Tools tools, int fd, List<DirEntry> entries) throws IOException {
      boolean own =
          entries.stream()
              .anyMatch(e -> e.name().equals(IGNORE_FILE) && e.type() != DirEntry.DIRECTORY);
      return TreeWalk.this.rules(tools, fd, folder.path(), folder.above(), own);
    }
  }

  private boolean leftOut(BranchPath path, boolean directory, IgnoreRules rules) {
    return (scope.ignoreRules() && (path.name().equals(GIT) || rules.ignores(path, directory)))
        || scope.globs().excludes(path);
  }

  /// The rules in a folder.
  ///
  /// @param own whether it may have a file of its own
  private IgnoreRules rules(
      Tools tools, int fd, BranchPath folder, @Nullable IgnoreRules above, boolean own)
      throws IOException {
    if (!scope.ignoreRules()) {
      return IgnoreRules.NONE;
    }
    IgnoreFile file = own ? ignoreFile(tools, fd, IGNORE_FILE) : null;
    return above == null
        ? new IgnoreRules(null, "", file, ignoreFile(tools, fd, ".git/info/exclude"))
        : above.within(folder, file);
  }

  private @Nullable IgnoreFile ignoreFile(Tools tools, int fd, String path) throws IOException {
    int file;
    try {
      file = tools.reader.openBeneath(fd, path, FileCalls.O_NONBLOCK, Reader.RESOLVE_NO_SYMLINKS);
    } catch (SystemCallException e) {
      throwUnlessVanished(e);
      return null;
    }
    try {
      int length = tools.readAll(file, run.visit().fileBytesMax());
      return length < 0 ? null : IgnoreFile.parse(tools.bytes, length);
    } catch (SystemCallException e) {
      throwUnlessVanished(e);
      return null;
    } finally {
      tools.reader.close(file);
    }
  }

  /// Asks for the type where the file system leaves it out of listings.
  private static DirEntry known(Tools tools, int fd, DirEntry entry) throws IOException {
    if (entry.type() != DirEntry.UNKNOWN) {
      return entry;
    }
    int type = type(tools, fd, entry.name());
    return new DirEntry(entry.name(), entry.ino(), type);
  }

  private static int type(Tools tools, int fd, String path) throws IOException {
    try {
      Stat stat = tools.reader.lstat(fd, path);
      if (stat.isDirectory()) {
        return DirEntry.DIRECTORY;
      }
      return stat.isRegular() ? DirEntry.REGULAR : DirEntry.SYMLINK;
    } catch (SystemCallException e) {
      throwUnlessVanished(e);
      return DirEntry.UNKNOWN;
    }
  }

  /// Goes through some files of a folder.
  private final class PortionTask extends Task {
    private static final long serialVersionUID = 1;

    private final transient BranchPath folder;
    private final transient List<BranchPath> files;

    PortionTask(CountedCompleter<?> completer, BranchPath folder, List<BranchPath> files) {
      super(completer, run);
      this.folder = folder;
      this.files = files;
    }

    @Override
    void work(Tools tools) throws IOException {
      int fd = open(tools.reader, folder);
      if (fd >= 0) {
        try {
          visit(tools, fd, files);
        } finally {
          tools.reader.close(fd);
        }
      }
    }
  }

  /// Goes down to some paths, as a walk from the root would come to them.
  private final class PathsTask extends Task {
    private static final long serialVersionUID = 1;

    private final transient List<BranchPath> paths;

    /// The rules in folders on the way; empty for folders that are left out.
    private final transient Map<BranchPath, Optional<Folder>> folders = new HashMap<>();

    PathsTask(@Nullable CountedCompleter<?> completer, List<BranchPath> paths) {
      super(completer, run);
      this.paths = paths;
    }

    @Override
    void work(Tools tools) throws IOException {
      for (BranchPath path : paths) {
        Optional<Folder> above = folder(tools, path.parent());
        int fd = above.isEmpty() || run.clock().isOver() ? -1 : open(tools.reader, path.parent());
        if (fd >= 0) {
          try {
            visit(tools, fd, path, above.get());
          } finally {
            tools.reader.close(fd);
          }
        }
      }
    }

    private void visit(Tools tools, int fd, BranchPath path, Folder above) throws IOException {
      int type = type(tools, fd, path.name());
      boolean directory = type == DirEntry.DIRECTORY;
      IgnoreRules rules = above.above() == null ? IgnoreRules.NONE : above.above();
      if ((!directory && type != DirEntry.REGULAR) || leftOut(path, directory, rules)) {
        return;
      }
      boolean takes = above.taken() || scope.globs().takes(path);
      if (directory) {
        fork(new FolderTask(this, new Folder(path, rules, takes)));
      } else if (takes) {
        TreeWalk.this.visit(tools, fd, List.of(path));
      }
    }

    /// A folder on the way with the rules in it, unless it is left out.
    private Optional<Folder> folder(Tools tools, BranchPath path) throws IOException {
      Optional<Folder> folder = folders.get(path);
      if (folder == null) {
        folder = newFolder(tools, path);
        folders.put(path, folder);
      }
      return folder;
    }

    private Optional<Folder> newFolder(Tools tools, BranchPath path) throws IOException {
      IgnoreRules above = null;
      boolean taken = false;
      if (!path.isRoot()) {
        Optional<Folder> outer = folder(tools, path.parent());
        if (outer.isEmpty()) {
          return outer;
        }
        above = outer.get().above();
        if (leftOut(path, true, above == null ? IgnoreRules.NONE : above)) {
          return Optional.empty();
        }
        taken = outer.get().taken() || scope.globs().takes(path);
      }
      int fd = open(tools.reader, path);
      if (fd < 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(new Folder(path, rules(tools, fd, path, above, true), taken));
      } finally {
        tools.reader.close(fd);
      }
    }
  }

  private int open(Reader reader, BranchPath folder) throws IOException {
    try {
      return reader.openBeneath(
          scope.rootFd(), folder.forKernel(), FileCalls.O_DIRECTORY, Reader.RESOLVE_NO_SYMLINKS);
    } catch (SystemCallException e) {
      throwUnlessVanished(e);
      return -1;
    }
  }

  private void visit(Tools tools, int folderFd, List<BranchPath> files) throws IOException {
    for (BranchPath file : files) {
      if (run.clock().isOver()) {
        return;
      }
      if (run.visit().reads()) {
        read(tools, folderFd, file);
      } else {
        run.visit().file(file, tools, 0);
      }
    }
  }

  private void read(Tools tools, int folderFd, BranchPath file) throws IOException {
    int length;
    try {
      int fd = tools.reader.open(folderFd, file.name(), FileCalls.O_NONBLOCK);
      try {
        length = tools.readAll(fd, run.visit().fileBytesMax());
      } finally {
        tools.reader.close(fd);
      }
    } catch (SystemCallException e) {
      throwUnlessVanished(e);
      return;
    }
    if (length < 0) {
      run.visit().tooLarge(file);
    } else {
      run.visit().file(file, tools, length);
    }
  }

  /// What vanishes or changes its kind between listing and opening, or may not be read, does not
  /// take part.
  private static void throwUnlessVanished(SystemCallException e) throws SystemCallException {
    switch (e.errno()) {
      case Errno.ENOENT,
          Errno.ENOTDIR,
          Errno.ELOOP,
          Errno.EACCES,
          Errno.EPERM,
          Errno.EXDEV,
          Errno.EISDIR -> {}
      default -> throw e;
    }
  }
}
