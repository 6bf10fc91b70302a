package dev.unwait.files;

import org.jspecify.annotations.Nullable;

/// What is ignored in a folder: by the rules of its own, of the folders above, and of the
/// repository.
///
/// @param above the rules of the folder above, null at the root
/// @param folder the folder's path, in the form of {@link IgnoreFile#bytesAsText}
/// @param own the folder's `.gitignore`
/// @param exclude `.git/info/exclude`, at the root
record IgnoreRules(
    @Nullable IgnoreRules above,
    String folder,
    @Nullable IgnoreFile own,
    @Nullable IgnoreFile exclude) {
  static final IgnoreRules NONE = new IgnoreRules(null, "", null, null);

  /// @param path from the branch's root, below the folder
  boolean ignores(BranchPath path, boolean directory) {
    String text = IgnoreFile.bytesAsText(path.text());
    IgnoreFile exclude = null;
    for (IgnoreRules rules = this; rules != null; rules = rules.above) {
      exclude = rules.exclude;
      IgnoreFile file = rules.own;
      if (file != null) {
        int start = rules.folder.isEmpty() ? 0 : rules.folder.length() + 1;
        switch (file.verdict(text.substring(start), directory)) {
          case IGNORED -> {
            return true;
          }
          case KEPT -> {
            return false;
          }
          case SILENT -> {}
        }
      }
    }
    return exclude != null && exclude.verdict(text, directory) == IgnoreFile.Verdict.IGNORED;
  }

  /// The rules of a folder below, which are these where it has no file of its own.
  IgnoreRules within(BranchPath below, @Nullable IgnoreFile file) {
    return file == null
        ? this
        : new IgnoreRules(this, IgnoreFile.bytesAsText(below.text()), file, null);
  }
}
