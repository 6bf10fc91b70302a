package dev.unwait.files;

/// One change to a file of a branch. In a request, later ones see what earlier ones did.
public sealed interface Edit {
  /// Relative to the branch's root.
  String path();

  /// Puts other text in the place of a text that occurs once, or with `all` wherever it occurs.
  record Replace(String path, String old, String replacement, boolean all) implements Edit {}

  /// Gives a file this content, making it and the directories above it where they are missing.
  record Write(String path, String content) implements Edit {}

  /// Removes a file, a link or an empty directory.
  record Delete(String path) implements Edit {}

  /// Moves a file, a link or a directory to a name that is not taken.
  record RenameTo(String path, String to) implements Edit {}
}
