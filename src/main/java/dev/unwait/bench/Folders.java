package dev.unwait.bench;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Folders that are thrown away.
public final class Folders {
  private static final Path ROOMY = Path.of("/var/tmp");

  private Folders() {}

  /// A folder for what is large but passing; on a disk rather than in memory where there is one.
  public static Path roomy() {
    return Files.isWritable(ROOMY) ? ROOMY : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// Deletes a folder and all in it, also what no permission bit lets this user enter. Links are
  /// not followed.
  public static void delete(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, new Deletion());
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    /// A folder that was made unreadable, as overlayfs does with its work folder, is opened up.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      if (failure instanceof AccessDeniedException && !Files.isReadable(file)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        delete(file);
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
