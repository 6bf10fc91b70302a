package dev.unwait.transfer;

/// Paths relative to the root of a tree: names joined by `/`, the root itself being empty.
public final class Paths {
  private Paths() {}

  public static String child(String parent, String name) {
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  /// The directory that a path is in; the root's is the root.
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// The path as system calls take it.
  public static String orDot(String path) {
    return path.isEmpty() ? "." : path;
  }

  /// Whether a path lies below another; all do below the root, but itself.
  public static boolean isBelow(String path, String above) {
    return above.isEmpty()
        ? !path.isEmpty()
        : path.length() > above.length()
            && path.charAt(above.length()) == '/'
            && path.startsWith(above);
  }
}
