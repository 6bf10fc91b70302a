package dev.unwait.transfer;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Path;

/// Copies a folder to a path where nothing is yet.
public final class FolderCopy {
  private static final int OWNER_ONLY = 0700;

  private FolderCopy() {}

  /// @param target its parent is there, it is not
  public static CopySummary copy(Linux linux, Path source, Path target) throws IOException {
    linux.files().mkdirat(AT_FDCWD, target.toString(), OWNER_ONLY);
    int from = open(linux, source);
    try {
      int to = open(linux, target);
      try {
        return TreeCopy.copy(linux, from, to, CopyOptions.defaults(), ProgressListener.NONE);
      } finally {
        linux.files().close(to);
      }
    } finally {
      linux.files().close(from);
    }
  }

  private static int open(Linux linux, Path folder) throws IOException {
    return linux.files().openat(AT_FDCWD, folder.toString(), O_RDONLY | O_DIRECTORY, 0);
  }
}
