package dev.unwait.json;

import java.util.Optional;

/// Follows JSON pointers (RFC 6901).
final class JsonPointer {
  private static final int INDEX_DIGITS_MAX = 9;

  private JsonPointer() {}

  static Optional<Json> follow(Json root, String pointer) {
    if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
      return Optional.empty();
    }
    Json at = root;
    int start = 1;
    while (start <= pointer.length()) {
      int slash = pointer.indexOf('/', start);
      int end = slash < 0 ? pointer.length() : slash;
      var next = step(at, unescape(pointer.substring(start, end)));
      if (next.isEmpty()) {
        return next;
      }
      at = next.get();
      start = end + 1;
    }
    return Optional.of(at);
  }

  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String unescape(String segment) {
    return segment.replace("~1", "/").replace("~0", "~");
  }

  private static Optional<Json> step(Json at, String segment) {
    return switch (at) {
      case Json.Members(var values) -> Optional.ofNullable(values.get(segment));
      case Json.Items(var values) -> {
        int index = index(segment);
        yield index >= 0 && index < values.size()
            ? Optional.of(values.get(index))
            : Optional.empty();
      }
      case Json.Null _, Json.Truth _, Json.Whole _, Json.Huge _, Json.Real _, Json.Text _ ->
          Optional.empty();
    };
  }

  /// The index that a segment stands for, -1 for none: digits only, no leading zero.
  private static int index(String segment) {
    boolean digits =
        !segment.isEmpty()
            && segment.length() <= INDEX_DIGITS_MAX
            && segment.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && (segment.length() == 1 || segment.charAt(0) != '0')
        ? Integer.parseInt(segment)
        : -1;
  }
}
