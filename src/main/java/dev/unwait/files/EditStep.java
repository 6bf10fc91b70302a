package dev.unwait.files;

import dev.unwait.linux.Stat;
import org.jspecify.annotations.Nullable;

/// One thing that carrying out an edit does to the tree; each can be undone.
sealed interface EditStep {
  /// Makes a directory that is missing.
  record MakeDirectory(BranchPath path) implements EditStep {}

  /// Puts a prepared file into place.
  ///
  /// @param temp where it is prepared; afterwards the file that it replaced is there
  /// @param replaces whether there is a file at the path
  record Put(BranchPath path, BranchPath temp, boolean replaces, Content content)
      implements EditStep {}

  /// Moves what is at a path to one where nothing is.
  record Rename(BranchPath from, BranchPath to) implements EditStep {}

  /// Takes away what is at a path.
  ///
  /// @param backup where it is kept until all steps are done
  record Remove(BranchPath path, BranchPath backup, boolean directory) implements EditStep {}

  /// What a file is to hold.
  ///
  /// @param sha256 of the bytes
  /// @param bytes empty in a plan that was read back from the journal
  /// @param origin where the file that it takes mode, owner and attributes from was at first
  /// @param expected what that file was when it was read
  @SuppressWarnings("ArrayRecordComponent") // A carrier; nobody compares contents.
  record Content(
      String sha256, byte[] bytes, @Nullable BranchPath origin, @Nullable Stat expected) {}
}
