package dev.unwait.delta;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The paths that raw layers say something about: what is there, what they hide, and directories
/// that they replace.
public final class Touched {
  private final Linux linux;
  private final int max;
  private final Set<String> paths = new HashSet<>();

  private Touched(Linux linux, int max) {
    this.linux = linux;
    this.max = max;
  }

  /// Each path at which, or at and below which, a tree with these layers may differ from the one
  /// without them.
  ///
  /// @param max beyond so many paths none are told
  public static Optional<Set<String>> paths(Linux linux, List<Path> layers, int max)
      throws IOException {
    var touched = new Touched(linux, max);
    for (var layer : layers) {
      int fd = linux.files().openat(AT_FDCWD, layer.toString(), O_RDONLY | O_DIRECTORY, 0);
      try {
        touched.directory(fd, "");
      } finally {
        linux.files().close(fd);
      }
      if (touched.paths.size() > max) {
        return Optional.empty();
      }
    }
    return Optional.of(touched.paths);
  }

  private void directory(int fd, String path) throws IOException {
    for (var entry : linux.files().getdents64(fd)) {
      if (paths.size() > max) {
        return;
      }
      var child = path.isEmpty() ? entry.name() : path + "/" + entry.name();
      if (entry.type() != DirEntry.DIRECTORY || LayerWalk.replaces(linux, fd, entry.name())) {
        paths.add(child);
      } else {
        int below = linux.files().openat(fd, entry.name(), O_RDONLY | O_DIRECTORY, 0);
        try {
          directory(below, child);
        } finally {
          linux.files().close(below);
        }
      }
    }
  }
}
