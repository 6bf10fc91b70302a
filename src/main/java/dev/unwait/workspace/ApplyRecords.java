package dev.unwait.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What applies wrote down, a folder each: the tree, what stood there before, and, once the apply
/// was complete, what stood there after it.
final class ApplyRecords {
  /// The undo record within a folder.
  static final String BEFORE = "before";

  private static final String BEFORE_LIST = "before/list";
  private static final String TREE = "tree";
  private static final String AFTER = "after";

  private final Path folder;

  ApplyRecords(Path folder) {
    this.folder = folder;
  }

  /// Begins a record for a tree.
  ///
  /// @param number larger than those of earlier ones
  Path begin(long number, Path tree) throws IOException {
    var record = Files.createDirectories(folder.resolve(Long.toString(number)));
    Files.writeString(record.resolve(TREE), tree.toString());
    return record;
  }

  /// Completes a record, and drops older ones of the same tree.
  void done(Path record, String after) throws IOException {
    var file = Files.writeString(record.resolve(AFTER + ".new"), after);
    Files.move(file, record.resolve(AFTER), StandardCopyOption.ATOMIC_MOVE);
    for (var other : all()) {
      if (!other.equals(record) && isComplete(other) && tree(other).equals(tree(record))) {
        forget(other);
      }
    }
  }

  /// Makes a complete record one of an apply that has to be taken back.
  void reopen(Path record) throws IOException {
    Files.delete(record.resolve(AFTER));
  }

  /// Whether the tree may have been written to.
  boolean hasBegun(Path record) {
    return Files.exists(record.resolve(BEFORE_LIST));
  }

  private static boolean isComplete(Path record) {
    return Files.exists(record.resolve(AFTER));
  }

  Path tree(Path record) throws IOException {
    return Path.of(Files.readString(record.resolve(TREE)));
  }

  /// What stood in the tree after the apply, a line for each path.
  List<String> after(Path record) throws IOException {
    return Files.readAllLines(record.resolve(AFTER), UTF_8);
  }

  /// The last complete record of a tree; null if there is none.
  @Nullable Path last(Path tree) throws IOException {
    Path last = null;
    for (var record : all()) {
      if (isComplete(record) && tree(record).equals(tree)) {
        last = record;
      }
    }
    return last;
  }

  /// Those whose apply may have written something and was not complete; those that had not begun to
  /// write are dropped.
  List<Path> interrupted() throws IOException {
    var interrupted = new ArrayList<Path>();
    for (var record : all()) {
      if (!isComplete(record)) {
        if (hasBegun(record)) {
          interrupted.add(record);
        } else {
          forget(record);
        }
      }
    }
    return interrupted;
  }

  private List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var records = Files.list(folder)) {
      return records
          .sorted(Comparator.comparingLong(r -> Long.parseLong(r.getFileName().toString())))
          .toList();
    }
  }

  void forget(Path record) throws IOException {
    Files.walkFileTree(
        record,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
