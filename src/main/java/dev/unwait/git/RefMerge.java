package dev.unwait.git;

import dev.unwait.delta.Conflict;
import dev.unwait.delta.Content;
import dev.unwait.delta.Edit;
import dev.unwait.delta.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The references of two sides brought together by compare and swap.
final class RefMerge {
  private static final int MODE = 0644;

  private final String root;
  private final View parentView;
  private final Map<String, String> fork;
  private final Map<String, String> child;
  private final Map<String, String> parent;
  private final SortedMap<String, String> result;

  /// The names that get the child's value.
  private final Set<String> taken = new HashSet<>();

  private final List<Edit> edits = new ArrayList<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  RefMerge(String root, View fork, View child, View parent) throws IOException {
    this.root = root;
    parentView = parent;
    this.fork = Refs.read(fork, root);
    this.child = Refs.read(child, root);
    this.parent = Refs.read(parent, root);
    result = new TreeMap<>(this.parent);
  }

  /// @param objects tells which commit follows from which
  void plan(Objects objects) throws IOException {
    var names = new TreeSet<>(fork.keySet());
    names.addAll(child.keySet());
    for (var name : names) {
      decide(name, fork.get(name), child.get(name), parent.get(name), objects);
    }
    var deleted = new ArrayList<String>();
    for (var name : taken) {
      var value = child.get(name);
      if (value == null) {
        deleted.add(name);
      } else {
        edits.add(new Edit.Write(root + "/" + name, Content.of(value + "\n"), MODE));
        checkRoom(name);
      }
    }
    if (!deleted.isEmpty()) {
      delete(deleted);
    }
  }

  private void decide(
      String name, @Nullable String f, @Nullable String c, @Nullable String p, Objects objects)
      throws IOException {
    if (same(c, f) || same(c, p)) {
      return;
    }
    if (same(p, f) || (c != null && p != null && follows(name, c, p, objects))) {
      taken.add(name);
      if (c == null) {
        result.remove(name);
      } else {
        result.put(name, c);
      }
    } else if (c == null || p == null || !follows(name, p, c, objects)) {
      conflicts.add(new Conflict(root + "/" + name, Conflict.Kind.REF));
    }
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }

  private static boolean follows(String name, String later, String earlier, Objects objects)
      throws IOException {
    return !name.startsWith("refs/tags/")
        && !name.equals("refs/stash")
        && Refs.isId(later)
        && Refs.isId(earlier)
        && objects.follows(later, earlier);
  }

  /// A name cannot be the beginning of another.
  private void checkRoom(String name) {
    for (int at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
      if (result.containsKey(name.substring(0, at))) {
        conflicts.add(new Conflict(root + "/" + name, Conflict.Kind.REF));
      }
    }
    var below = result.tailMap(name + "/");
    if (!below.isEmpty() && below.firstKey().startsWith(name + "/")) {
      conflicts.add(new Conflict(root + "/" + name, Conflict.Kind.REF));
    }
  }

  private void delete(List<String> names) throws IOException {
    for (var name : names) {
      if (parentView.node(root + "/" + name) != null) {
        edits.add(new Edit.Remove(root + "/" + name, false));
      }
    }
    var packed = Refs.packedText(parentView, root);
    var rest = Refs.withoutPacked(packed, names);
    if (!rest.equals(packed)) {
      edits.add(new Edit.Write(root + "/" + Refs.PACKED, Content.of(rest), MODE));
    }
  }

  List<Edit> edits() {
    return edits;
  }

  List<Conflict> conflicts() {
    return conflicts;
  }

  boolean isTaken(String name) {
    return taken.contains(name);
  }

  /// The commit that a name comes to in the end; empty if none.
  String resolved(String name) {
    return Refs.resolve(result, name);
  }
}
