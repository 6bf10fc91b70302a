package dev.unwait.merge;

import static dev.unwait.linux.FileCalls.AT_REMOVEDIR;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_NOFOLLOW;
import static dev.unwait.linux.FileCalls.O_PATH;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.delta.Edit;
import dev.unwait.delta.View;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import dev.unwait.transfer.Paths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Does edits in a whole tree, in place: each file is made under another name and then renamed, so
/// that nobody ever reads half of one.
public final class TreeWriter {
  private static final String TEMPORARY = ".unwait-";
  private static final Pattern HALF_MADE = Pattern.compile("\\.unwait-[0-9]+-[0-9]+");

  private final FileCalls files;
  private final Placer placer;
  private final View source;
  private final int target;
  private final View view;
  private final SortedSet<String> made = new TreeSet<>();
  private int count;

  private TreeWriter(Linux linux, View source, int target) throws IOException {
    files = linux.files();
    this.source = source;
    this.target = target;
    view = new View(linux, target);
    placer = new Placer(linux, source, view, List.of());
  }

  /// Does the edits; where one fails, those before it are done.
  ///
  /// @param source the tree that taken files come from
  /// @param target a descriptor of the tree's root
  /// @param sync whether all of it is on the disk when this returns
  public static void apply(Linux linux, List<Edit> edits, View source, int target, boolean sync)
      throws IOException {
    var writer = new TreeWriter(linux, source, target);
    writer.run(edits);
    if (sync) {
      int root = linux.files().openat(target, ".", O_RDONLY | O_DIRECTORY, 0);
      try {
        linux.files().syncfs(root);
      } finally {
        linux.files().close(root);
      }
    }
  }

  /// Does the edits and writes down before, and to the disk, how to take them back. Where one
  /// fails, those before it are taken back at once.
  ///
  /// @param record a folder that is not there yet, for {@link #undo}
  public static void apply(Linux linux, List<Edit> edits, View source, int target, Path record)
      throws IOException {
    UndoRecord.write(linux, edits, new View(linux, target), record);
    try {
      apply(linux, edits, source, target, true);
    } catch (IOException | RuntimeException e) {
      try {
        undo(linux, target, record);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /// Puts back what stood at the paths of a record before, whatever stands there now.
  public static void undo(Linux linux, int target, Path record) throws IOException {
    UndoRecord.read(
        linux,
        record,
        (edits, saved) -> {
          removeTemporary(linux, edits, target);
          apply(linux, edits, saved, target, true);
        });
  }

  /// Removes what an abrupt end left half made beside the paths of edits.
  private static void removeTemporary(Linux linux, List<Edit> edits, int target)
      throws IOException {
    var view = new View(linux, target);
    var parents = new TreeSet<String>();
    edits.forEach(edit -> parents.add(Paths.parent(edit.path())));
    for (var parent : parents) {
      for (var entry : view.list(parent)) {
        if (HALF_MADE.matcher(entry.name()).matches()) {
          int fd = view.open(parent, O_PATH | O_DIRECTORY);
          try {
            linux.files().unlinkat(fd, entry.name(), 0);
          } finally {
            linux.files().close(fd);
          }
        }
      }
    }
  }

  private void run(List<Edit> edits) throws IOException {
    for (var edit : edits.reversed()) {
      if (edit instanceof Edit.Remove(var path, boolean directory)) {
        remove(path, directory);
      }
    }
    for (var edit : edits) {
      switch (edit) {
        case Edit.Remove _ -> {}
        case Edit.MakeDirectory(var path, int mode) -> makeDirectory(path, mode);
        case Edit.SetMode(var path, int mode) -> setMode(path, mode);
        case Edit.Take _, Edit.Write _ -> place(edit);
      }
    }
    for (var path : made.reversed()) {
      finish(path);
    }
  }

  @FunctionalInterface
  private interface InDirectory {
    void run(int directory, String name) throws IOException;
  }

  /// Goes down step by step, through no link, whatever somebody has put in the way.
  private void in(String path, InDirectory action) throws IOException {
    int directory = files.openat(target, ".", O_PATH | O_DIRECTORY, 0);
    try {
      for (var step : Paths.parent(path).split("/")) {
        if (!step.isEmpty()) {
          int next = files.openat(directory, step, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
          files.close(directory);
          directory = next;
        }
      }
      action.run(directory, Paths.name(path));
    } catch (SystemCallException e) {
      throw new IOException("write of " + path + " failed: " + e.getMessage(), e);
    } finally {
      files.close(directory);
    }
  }

  private void remove(String path, boolean directory) throws IOException {
    if (view.node(Paths.parent(path)) == null) {
      return; // What it was in is gone as well.
    }
    in(
        path,
        (parent, name) -> {
          try {
            files.unlinkat(parent, name, directory ? AT_REMOVEDIR : 0);
          } catch (SystemCallException e) {
            boolean kept = directory && (e.is(Errno.ENOTEMPTY) || e.is(Errno.ENOTDIR));
            if (!kept && !e.is(Errno.ENOENT)) {
              throw e;
            }
          }
        });
  }

  private void makeDirectory(String path, int mode) throws IOException {
    makeParents(path);
    in(
        path,
        (parent, name) -> {
          var stat = files.lstatOrNull(parent, name);
          if (stat != null && !stat.isDirectory()) {
            files.unlinkat(parent, name, 0);
          }
          if (stat == null || !stat.isDirectory()) {
            files.mkdirat(parent, name, 0700);
            made.add(path);
          }
          files.fchmodat(parent, name, mode);
        });
  }

  private void makeParents(String path) throws IOException {
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      var above = path.substring(0, at);
      in(
          above,
          (parent, name) -> {
            if (files.lstatOrNull(parent, name) == null) {
              var model = source.node(above);
              files.mkdirat(parent, name, 0700);
              files.fchmodat(parent, name, model == null ? 0755 : model.mode());
              made.add(above);
            }
          });
    }
  }

  private void setMode(String path, int mode) throws IOException {
    in(
        path,
        (parent, name) -> {
          if (!files.lstat(parent, name).isSymlink()) {
            files.fchmodat(parent, name, mode);
          }
        });
  }

  private void place(Edit edit) throws IOException {
    makeParents(edit.path());
    in(
        edit.path(),
        (parent, name) -> {
          var temporary = TEMPORARY + ProcessHandle.current().pid() + "-" + count++;
          try {
            placer.place(edit, parent, temporary);
            var stat = files.lstatOrNull(parent, name);
            if (stat != null && stat.isDirectory()) {
              files.unlinkat(parent, name, AT_REMOVEDIR);
            }
            files.renameat2(parent, temporary, parent, name, 0);
          } finally {
            if (files.lstatOrNull(parent, temporary) != null) {
              files.unlinkat(parent, temporary, 0);
            }
          }
        });
  }

  /// Gives a new directory the source's owner, attributes and times.
  private void finish(String path) throws IOException {
    int model = source.openOrMinus(path, O_PATH | O_DIRECTORY);
    if (model < 0) {
      return;
    }
    try {
      in(
          path,
          (parent, name) -> {
            var stat = files.fstat(model);
            placer.copy().owner(stat, parent, name);
            placer.copy().attributes(model, "", parent, name);
            files.fchmodat(parent, name, files.lstat(parent, name).permissions());
            files.utimensat(parent, name, stat.atimeNanos(), stat.mtimeNanos());
          });
    } finally {
      files.close(model);
    }
  }
}
