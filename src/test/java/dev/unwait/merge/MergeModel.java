package dev.unwait.merge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.unwait.git.TextMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// What a merge should come to, worked out over whole snapshots, each path being its mode in octal
/// digits and, after a space, its content or target.
@NullMarked
public final class MergeModel {
  private final SortedMap<String, String> result = new TreeMap<>();
  private final SortedSet<String> conflicts = new TreeSet<>();
  private String path = "";

  private MergeModel() {}

  /// What a merge comes to.
  ///
  /// @param tree the merged one; of no use where there are conflicts
  /// @param conflicts the paths that cannot be brought together
  public record Merged(SortedMap<String, String> tree, SortedSet<String> conflicts) {}

  /// The merged tree; empty if there is a conflict.
  static Optional<SortedMap<String, String>> merge(
      SortedMap<String, String> fork,
      SortedMap<String, String> child,
      SortedMap<String, String> parent) {
    var merged = outcome(fork, child, parent);
    return merged.conflicts().isEmpty() ? Optional.of(merged.tree()) : Optional.empty();
  }

  public static Merged outcome(
      SortedMap<String, String> fork,
      SortedMap<String, String> child,
      SortedMap<String, String> parent) {
    var model = new MergeModel();
    var paths = new TreeSet<>(fork.keySet());
    paths.addAll(child.keySet());
    paths.addAll(parent.keySet());
    for (var path : paths) {
      model.path = path;
      model.decide(path, fork.get(path), child.get(path), parent.get(path));
    }
    for (var path : new ArrayList<>(model.result.keySet())) {
      model.makeRoom(path, child, parent);
    }
    return new Merged(model.result, model.conflicts);
  }

  private void decide(String path, @Nullable String f, @Nullable String c, @Nullable String p) {
    var merged = same(c, f) || same(c, p) ? p : same(p, f) ? c : both(f, c, p);
    if (merged != null) {
      result.put(path, merged);
    }
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }

  private @Nullable String both(@Nullable String f, @Nullable String c, @Nullable String p) {
    if (isDirectory(f) && (c == null || p == null) && (isDirectory(c) || isDirectory(p))) {
      return null; // It comes back if something is left in it.
    }
    if (c == null || p == null || !kind(c).equals(kind(p))) {
      return conflicting();
    }
    if (f == null || !kind(f).equals(kind(c))) {
      return rest(c).equals(rest(p)) ? p : conflicting();
    }
    var mode = three(mode(f), mode(c), mode(p));
    var content = three(rest(f), rest(c), rest(p));
    if (content == null && kind(c).equals("10") && areText(f, c, p)) {
      content =
          TextMerge.merge(bytes(f), bytes(p), bytes(c))
              .map(text -> " " + new String(text, ISO_8859_1))
              .orElse(null);
    }
    return mode == null || content == null ? conflicting() : kind(c) + mode + content;
  }

  private static boolean areText(String... files) {
    return Stream.of(files).noneMatch(file -> TextMerge.isBinary(bytes(file)));
  }

  private static byte[] bytes(String text) {
    return rest(text).substring(1).getBytes(ISO_8859_1);
  }

  private @Nullable String conflicting() {
    conflicts.add(path);
    return null;
  }

  private static @Nullable String three(String f, String c, String p) {
    return c.equals(f) || c.equals(p) ? p : p.equals(f) ? c : null;
  }

  private static boolean isDirectory(@Nullable String text) {
    return text != null && kind(text).equals("4");
  }

  private static String kind(String text) {
    int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
    return text.substring(0, end - 4);
  }

  private static String mode(String text) {
    return text.substring(kind(text).length(), kind(text).length() + 4);
  }

  private static String rest(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? "" : text.substring(space);
  }

  private void makeRoom(
      String path, SortedMap<String, String> child, SortedMap<String, String> parent) {
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      var above = path.substring(0, at);
      var there = result.get(above);
      if (there == null) {
        for (var side : List.of(child, parent)) {
          if (isDirectory(side.get(above))) {
            result.put(above, side.getOrDefault(above, ""));
          }
        }
      } else if (!isDirectory(there)) {
        conflicts.add(above);
      }
    }
  }
}
