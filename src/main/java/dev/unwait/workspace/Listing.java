package dev.unwait.workspace;

import dev.unwait.branch.Branch;
import dev.unwait.branch.LayerId;
import dev.unwait.overlay.Backend;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;

/// Shows branches as rows, from their records and layers alone.
final class Listing {
  /// How many names are counted for a row; beyond it the count is unknown.
  private static final int COUNT_MAX = 1_000;

  private static final int UNKNOWN = -1;

  private final Backend backend;
  private final InstantSource clock;

  Listing(Backend backend, InstantSource clock) {
    this.backend = backend;
    this.clock = clock;
  }

  Row row(Node node) throws IOException {
    var branch = node.branch();
    int changed = changed(branch);
    var state = node.busy() ? "busy" : changed == 0 ? "clean" : "changed";
    return new Row(
        branch.ref(),
        branch.parentRef(),
        state,
        changed,
        branch.lowers().size(),
        node.attachments().size(),
        clock.millis() - branch.createdMicros() / 1_000);
  }

  /// The names in the layers above the fork point.
  private int changed(Branch branch) throws IOException {
    if (!backend.layered()) {
      return UNKNOWN;
    }
    var counted = new NameCount();
    for (var layer : aboveFork(branch)) {
      var folder = backend.directory(layer);
      if (Files.isDirectory(folder)) {
        Files.walkFileTree(folder, counted);
      }
    }
    return counted.count > COUNT_MAX ? UNKNOWN : counted.count;
  }

  private static List<LayerId> aboveFork(Branch branch) {
    var layers = branch.layers();
    var fork = branch.fork();
    int own = layers.size() - fork.size();
    boolean standsOnFork = own > 0 && layers.subList(own, layers.size()).equals(fork);
    return layers.subList(0, standsOnFork ? own : 1);
  }

  private static final class NameCount extends SimpleFileVisitor<Path> {
    private int count;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      count++;
      return count > COUNT_MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // It was written away while we looked.
    }
  }
}
