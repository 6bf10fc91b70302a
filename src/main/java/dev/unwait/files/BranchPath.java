package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Names;
import java.util.ArrayList;

/// A path below a branch's root: components joined by single slashes, none of them `.` or `..`. The
/// empty text is the root itself.
record BranchPath(String text) {
  static final BranchPath ROOT = new BranchPath("");
  private static final int BYTES_MAX = 4095;
  private static final int NAME_BYTES_MAX = 255;

  /// @param attempted what the path is for, such as `read`
  static BranchPath parse(String attempted, String given) throws RefusalException {
    String what = attempted + " " + given;
    if (given.isEmpty()) {
      throw RefusalException.invalid(attempted, "the path is empty", "Name a file");
    }
    if (given.startsWith("/")) {
      throw RefusalException.invalid(
          what,
          "the path is absolute, and paths are relative to the branch's root",
          "Leave out the leading part up to the project's folder");
    }
    if (given.indexOf('\0') >= 0) {
      throw RefusalException.invalid(attempted, "the path holds a NUL byte", "");
    }
    var parts = new ArrayList<String>();
    for (String part : given.split("/")) {
      if (part.equals("..")) {
        throw RefusalException.invalid(
            what, "the path holds \"..\"", "Write the path from the branch's root");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
      if (Names.encode(part).length > NAME_BYTES_MAX) {
        throw RefusalException.invalid(what, "a name in it is longer than 255 bytes", "");
      }
    }
    String text = String.join("/", parts);
    if (Names.encode(text).length > BYTES_MAX) {
      throw RefusalException.invalid(what, "the path is longer than 4,095 bytes", "");
    }
    return new BranchPath(text);
  }

  boolean isRoot() {
    return text.isEmpty();
  }

  /// The last component.
  String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /// What is above; the root for a path of one component.
  BranchPath parent() {
    int slash = text.lastIndexOf('/');
    return slash < 0 ? ROOT : new BranchPath(text.substring(0, slash));
  }

  BranchPath child(String name) {
    return isRoot() ? new BranchPath(name) : new BranchPath(text + "/" + name);
  }

  /// Whether this is the other path or something in it.
  boolean isAtOrBelow(BranchPath other) {
    return other.isRoot()
        || text.equals(other.text)
        || (text.startsWith(other.text) && text.charAt(other.text.length()) == '/');
  }

  /// The same place after `from` was renamed to `to`; this path is at or below `from`.
  BranchPath moved(BranchPath from, BranchPath to) {
    return new BranchPath(to.text + text.substring(from.text.length()));
  }

  /// As the kernel takes it.
  String forKernel() {
    return isRoot() ? "." : text;
  }

  @Override
  public String toString() {
    return isRoot() ? "." : text;
  }
}
