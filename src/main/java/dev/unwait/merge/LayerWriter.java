package dev.unwait.merge;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_PATH;
import static dev.unwait.linux.FileCalls.S_IFCHR;

import dev.unwait.delta.Edit;
import dev.unwait.delta.Node;
import dev.unwait.delta.View;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Stat;
import dev.unwait.transfer.FileCopy;
import dev.unwait.transfer.Paths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes edits as a new overlay layer: what is new, whiteouts for what is gone, and the
/// directories on the way to them.
public final class LayerWriter {
  private final FileCalls files;
  private final Placer placer;
  private final FileCopy copy;
  private final View source;
  private final View below;
  private final int layer;
  private final SortedMap<String, Integer> directories = new TreeMap<>(); // and their modes

  private LayerWriter(Linux linux, View source, View below, List<Path> frozen, int layer)
      throws IOException {
    files = linux.files();
    placer = new Placer(linux, source, below, frozen);
    copy = placer.copy();
    this.source = source;
    this.below = below;
    this.layer = layer;
  }

  /// Fills an empty directory so that, as a layer above what `below` shows, it has the edits done.
  ///
  /// @param source the tree that taken files come from
  /// @param frozen raw layers of the source that nobody writes any more, whose files may get second
  ///   names instead of copies; may be empty
  /// @param sync whether all of it is on the disk when this returns
  public static void write(
      Linux linux,
      List<Edit> edits,
      View source,
      View below,
      List<Path> frozen,
      Path directory,
      boolean sync)
      throws IOException {
    var files = linux.files();
    int layer = files.openat(AT_FDCWD, directory.toString(), O_DIRECTORY, 0);
    try {
      new LayerWriter(linux, source, below, frozen, layer).write(edits);
      if (sync) {
        files.syncfs(layer);
      }
    } finally {
      files.close(layer);
    }
  }

  private void write(List<Edit> edits) throws IOException {
    directories.put("", rootMode());
    var hidden = hiding(edits);
    for (var edit : edits) {
      switch (edit) {
        case Edit.MakeDirectory(var path, int mode) -> {
          directory(path);
          directories.put(path, mode);
        }
        case Edit.Remove(var path, _) -> whiteout(path, hidden);
        case Edit.Take _, Edit.Write _, Edit.SetMode _ -> {
          directory(Paths.parent(edit.path()));
          placer.place(edit, layer, edit.path());
        }
      }
    }
    for (var directory : directories.reversed().entrySet()) {
      finish(directory.getKey(), directory.getValue());
    }
  }

  private int rootMode() throws IOException {
    return files.fstat(below.root()).permissions();
  }

  /// The paths whose edits hide all that is below them.
  private static Set<String> hiding(List<Edit> edits) {
    var hiding = new HashSet<String>();
    for (var edit : edits) {
      if (!(edit instanceof Edit.MakeDirectory)) {
        hiding.add(edit.path());
      }
    }
    return hiding;
  }

  private void whiteout(String path, Set<String> hiding) throws IOException {
    for (var above = Paths.parent(path); !above.isEmpty(); above = Paths.parent(above)) {
      if (hiding.contains(above)) {
        return;
      }
    }
    if (exists(path)) {
      directory(Paths.parent(path));
      files.mknodat(layer, path, S_IFCHR, 0);
    }
  }

  /// Whether anything is there below, sockets and devices included.
  private boolean exists(String path) throws IOException {
    int parent = below.openOrMinus(Paths.parent(path), O_PATH | O_DIRECTORY);
    if (parent < 0) {
      return false;
    }
    try {
      return files.lstatOrNull(parent, Paths.name(path)) != null;
    } finally {
      files.close(parent);
    }
  }

  /// Has the directory in the layer, and all above it.
  private void directory(String path) throws IOException {
    if (directories.containsKey(path)) {
      return;
    }
    directory(Paths.parent(path));
    files.mkdirat(layer, path, 0700);
    var node = directoryNode(below, path);
    if (node == null) {
      node = directoryNode(source, path);
    }
    directories.put(path, node == null ? 0755 : node.mode());
  }

  private static @Nullable Node directoryNode(View view, String path) throws IOException {
    var node = view.node(path);
    return node != null && node.isDirectory() ? node : null;
  }

  /// Gives a directory what it has below, or else in the source; the later one of their times.
  private void finish(String path, int mode) throws IOException {
    int lower = below.openOrMinus(path, O_PATH | O_DIRECTORY);
    int upper = source.openOrMinus(path, O_PATH | O_DIRECTORY);
    try {
      int model = lower >= 0 ? lower : upper;
      if (model >= 0) {
        copy.owner(files.fstat(model), layer, Paths.orDot(path));
        copy.attributes(model, "", layer, Paths.orDot(path));
      }
      files.fchmodat(layer, Paths.orDot(path), mode);
      var later =
          later(lower < 0 ? null : files.fstat(lower), upper < 0 ? null : files.fstat(upper));
      if (later != null) {
        files.utimensat(layer, Paths.orDot(path), later.atimeNanos(), later.mtimeNanos());
      }
    } finally {
      close(lower);
      close(upper);
    }
  }

  private static @Nullable Stat later(@Nullable Stat a, @Nullable Stat b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.mtimeNanos() >= b.mtimeNanos() ? a : b;
  }

  private void close(int fd) {
    if (fd >= 0) {
      files.close(fd);
    }
  }
}
