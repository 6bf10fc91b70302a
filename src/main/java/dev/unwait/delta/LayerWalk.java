package dev.unwait.delta;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Goes only where the layers have something, and has those places compared in the views. Where a
/// layer does more than add to a directory, all below it is compared.
final class LayerWalk {
  private final Linux linux;
  private final ViewWalk views;

  LayerWalk(Linux linux, ViewWalk views) {
    this.linux = linux;
    this.views = views;
  }

  /// What the layers have under one name.
  private static final class Found {
    final List<View> directories = new ArrayList<>();
    boolean whole;
  }

  void directory(String path, List<View> layers) throws IOException {
    var found = new TreeMap<String, Found>();
    for (var layer : layers) {
      list(path, layer, found);
    }
    for (var name : views.names(path, found.keySet())) {
      var child = path.isEmpty() ? name : path + "/" + name;
      var below = found.getOrDefault(name, new Found());
      if (below.whole) {
        views.below(child);
      } else {
        directory(child, below.directories);
      }
    }
  }

  private void list(String path, View layer, Map<String, Found> found) throws IOException {
    int fd = layer.openOrMinus(path, O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
      return;
    }
    try {
      for (var entry : linux.files().getdents64(fd)) {
        var below = found.computeIfAbsent(entry.name(), _ -> new Found());
        if (isPlainDirectory(fd, entry)) {
          below.directories.add(layer);
        } else {
          below.whole = true; // A file or a whiteout hides what other layers have below it.
        }
      }
    } finally {
      linux.files().close(fd);
    }
  }

  private boolean isPlainDirectory(int directory, DirEntry entry) throws IOException {
    if (!isDirectory(directory, entry)) {
      return false;
    }
    return !replaces(linux, directory, entry.name());
  }

  /// Whether a directory of a raw layer does more than add to the one below it.
  static boolean replaces(Linux linux, int directory, String name) throws IOException {
    for (var attribute : linux.attributes().llistxattr(directory, name)) {
      if (attribute.endsWith(".overlay.opaque") || attribute.endsWith(".overlay.redirect")) {
        return true;
      }
    }
    return false;
  }

  private boolean isDirectory(int directory, DirEntry entry) throws IOException {
    if (entry.type() != DirEntry.UNKNOWN) {
      return entry.type() == DirEntry.DIRECTORY;
    }
    var stat = linux.files().lstatOrNull(directory, entry.name());
    return stat != null && stat.isDirectory();
  }
}
