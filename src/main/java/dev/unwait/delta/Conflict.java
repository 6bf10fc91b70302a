package dev.unwait.delta;

/// A path on which two sides cannot be brought together.
public record Conflict(String path, Kind kind) implements Comparable<Conflict> {
  /// What stands against it.
  public enum Kind {
    /// Both changed the same lines, or the target of a link.
    CONTENT("content"),
    /// Both changed a file that is no text.
    BINARY("binary"),
    /// One deleted what the other changed.
    DELETE_MODIFY("delete/modify"),
    /// Both added something, and not the same.
    ADD_ADD("add/add"),
    /// They made different kinds of things of it.
    TYPE("type"),
    /// One needs a directory where the other has something else.
    DIRECTORY_FILE("directory/file"),
    /// Both changed the permission bits.
    MODE("mode"),
    /// Both moved a git reference, and neither follows from the other.
    REF("ref");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// As answers spell it.
    public String word() {
      return word;
    }
  }

  @Override
  public int compareTo(Conflict other) {
    int byPath = path.compareTo(other.path);
    return byPath != 0 ? byPath : kind.compareTo(other.kind);
  }
}
