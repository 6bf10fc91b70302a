package dev.unwait.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.delta.View;
import dev.unwait.linux.DirEntry;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The references of a repository, loose or packed: what each name stands for, as its file has it.
final class Refs {
  static final String HEAD = "HEAD";
  static final String PACKED = "packed-refs";
  private static final String SYMBOLIC = "ref: ";
  private static final int LOOSE_BYTES_MAX = 4096;
  private static final int PACKED_BYTES_MAX = 64 << 20;
  private static final int ID_DIGITS = 40;

  private Refs() {}

  /// All names, those of linked working trees included, such as `worktrees/x/HEAD`.
  static SortedMap<String, String> read(View view, String gitDirectory) throws IOException {
    var refs = new TreeMap<String, String>();
    packed(text(view, gitDirectory + "/" + PACKED, PACKED_BYTES_MAX), refs);
    loose(view, gitDirectory, "refs", refs);
    file(view, gitDirectory, HEAD, refs);
    for (var tree : view.list(gitDirectory + "/worktrees")) {
      file(view, gitDirectory, "worktrees/" + tree.name() + "/" + HEAD, refs);
    }
    return refs;
  }

  /// What a name comes to when symbolic names are followed; empty if nothing.
  static String resolve(Map<String, String> refs, String name) {
    var value = refs.getOrDefault(name, "");
    return isSymbolic(value) ? refs.getOrDefault(value.substring(SYMBOLIC.length()), "") : value;
  }

  static boolean isSymbolic(String value) {
    return value.startsWith(SYMBOLIC);
  }

  static boolean isId(String value) {
    return value.length() == ID_DIGITS && value.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static void packed(String text, Map<String, String> refs) {
    for (var line : text.split("\n")) {
      int space = line.indexOf(' ');
      if (space == ID_DIGITS) {
        refs.put(line.substring(space + 1), line.substring(0, space));
      }
    }
  }

  /// The packed file without some names.
  static String withoutPacked(String text, Iterable<String> names) {
    var gone = new TreeMap<String, Boolean>();
    names.forEach(name -> gone.put(name, true));
    var out = new StringBuilder();
    boolean dropping = false;
    for (var line : text.split("(?<=\n)")) {
      if (!line.startsWith("^")) { // Such a line belongs to the one before.
        int space = line.indexOf(' ');
        dropping = space == ID_DIGITS && gone.containsKey(line.substring(space + 1).strip());
      }
      if (!dropping) {
        out.append(line);
      }
    }
    return out.toString();
  }

  private static void loose(View view, String gitDirectory, String name, Map<String, String> refs)
      throws IOException {
    for (var entry : view.list(gitDirectory + "/" + name)) {
      var child = name + "/" + entry.name();
      if (entry.type() == DirEntry.DIRECTORY) {
        loose(view, gitDirectory, child, refs);
      } else if (!child.endsWith(".lock")) {
        file(view, gitDirectory, child, refs);
      }
    }
  }

  private static void file(View view, String gitDirectory, String name, Map<String, String> refs)
      throws IOException {
    var text = text(view, gitDirectory + "/" + name, LOOSE_BYTES_MAX).strip();
    if (!text.isEmpty()) {
      refs.put(name, text);
    }
  }

  static String packedText(View view, String gitDirectory) throws IOException {
    return text(view, gitDirectory + "/" + PACKED, PACKED_BYTES_MAX);
  }

  private static String text(View view, String path, int max) throws IOException {
    byte[] bytes = view.readOrNull(path, max);
    return bytes == null ? "" : new String(bytes, UTF_8);
  }
}
