package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.files.EditStep.Content;
import dev.unwait.files.EditStep.MakeDirectory;
import dev.unwait.files.EditStep.Put;
import dev.unwait.files.EditStep.Remove;
import dev.unwait.files.EditStep.Rename;
import dev.unwait.files.Node.Absent;
import dev.unwait.files.Node.Directory;
import dev.unwait.files.Node.File;
import dev.unwait.files.Node.Other;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Edits carried out in memory, one after the other, on the tree as it is; and from that the steps
/// that do the same to the tree.
final class EditDraft {
  private static final long CONTENT_BYTES_MAX = 256L * 1024 * 1024;

  private final TreeView tree;
  private final Map<String, String> expectedDigests;

  /// What is known by now to be at a path; where nothing is known, the tree tells.
  private final Map<BranchPath, Node> known = new LinkedHashMap<>();

  private final List<Rename> renames = new ArrayList<>();
  private final Set<BranchPath> dirty = new LinkedHashSet<>();
  private final List<EditStep> steps = new ArrayList<>();
  private final Map<String, Changed> changes = new LinkedHashMap<>();
  private long contentBytes;

  /// @param expectedDigests the digest that a file must have, by path as the caller writes it
  EditDraft(TreeView tree, Map<String, String> expectedDigests) {
    this.tree = tree;
    this.expectedDigests = expectedDigests;
  }

  void apply(Edit edit) throws IOException {
    switch (edit) {
      case Edit.Replace replace -> replace(replace);
      case Edit.Write write -> write(write);
      case Edit.Delete delete -> delete(delete);
      case Edit.RenameTo rename -> rename(rename);
    }
  }

  /// What the edits come to, in the order in which the paths were first touched.
  List<Changed> changes() {
    return List.copyOf(changes.values());
  }

  private void replace(Edit.Replace edit) throws IOException {
    BranchPath path = target("edit", edit.path(), true);
    File file =
        switch (at(path)) {
          case File found -> found;
          case Absent _ -> throw tree.missing("edit", path);
          case Directory _ -> throw tree.directory("edit", path);
          case Other other -> throw refused("edit", path, "it is " + other.what());
        };
    byte[] before = tree.bytes(path, file);
    check(edit.path(), before);
    if (Text.hasNul(before, before.length)) {
      throw refused("edit", path, "it is a binary file");
    }
    put(edit.path(), path, file, Replacement.apply(before, edit));
  }

  private void write(Edit.Write edit) throws IOException {
    BranchPath path = target("write", edit.path(), true);
    byte[] content = edit.content().getBytes(StandardCharsets.UTF_8);
    switch (at(path)) {
      case File file -> {
        byte[] before = tree.bytes(path, file);
        check(edit.path(), before);
        put(edit.path(), path, file, keepBom(before, content));
      }
      case Absent _ -> {
        if (expectedDigests.containsKey(edit.path())) {
          throw tree.missing("write", path);
        }
        makeParents(path);
        put(edit.path(), path, null, content);
      }
      case Directory _ -> throw tree.directory("write", path);
      case Other other -> throw refused("write", path, "it is " + other.what());
    }
  }

  private static byte[] keepBom(byte[] before, byte[] content) {
    if (!Text.hasBom(before) || Text.hasBom(content)) {
      return content;
    }
    byte[] with = Arrays.copyOf(before, 3 + content.length);
    System.arraycopy(content, 0, with, 3, content.length);
    return with;
  }

  private void put(String given, BranchPath path, @Nullable File before, byte[] bytes)
      throws RefusalException {
    contentBytes += bytes.length;
    if (contentBytes > CONTENT_BYTES_MAX) {
      throw RefusalException.limit(
          "edit " + path,
          "the edits come to more than " + CONTENT_BYTES_MAX + " bytes",
          "Split the request");
    }
    known.put(
        path,
        before == null
            ? new File(bytes, null, null, true)
            : new File(bytes, before.origin(), before.stat(), before.fresh()));
    dirty.add(path);
    boolean created = before == null || before.fresh();
    note(given, created ? Changed.Kind.CREATED : Changed.Kind.MODIFIED, Digest.of(bytes));
  }

  private void note(String given, Changed.Kind kind, @Nullable String sha256) {
    changes.put(given, new Changed(given, kind, sha256));
  }

  private void delete(Edit.Delete edit) throws IOException {
    BranchPath path = target("delete", edit.path(), false);
    boolean directory =
        switch (at(path)) {
          case File file -> {
            checkIfAsked(edit.path(), path, file);
            yield false;
          }
          case Other _ -> false;
          case Absent _ -> throw tree.missing("delete", path);
          case Directory _ -> {
            refuseUnlessEmpty(path);
            yield true;
          }
        };
    flush();
    steps.add(new Remove(path, BranchPath.ROOT, directory));
    known.put(path, new Absent());
    note(edit.path(), Changed.Kind.DELETED, null);
  }

  private void refuseUnlessEmpty(BranchPath path) throws IOException {
    for (String name : childNames(path)) {
      if (!(at(path.child(name)) instanceof Absent)) {
        throw RefusalException.conflict(
            "delete " + path,
            "the directory is not empty: it holds " + name,
            "Delete what is in it first, or run rm -r");
      }
    }
  }

  private Set<String> childNames(BranchPath path) throws IOException {
    var names = new LinkedHashSet<String>();
    for (BranchPath other : known.keySet()) {
      if (!other.equals(path) && other.isAtOrBelow(path)) {
        names.add(other.text().substring(path.text().length() + 1).split("/", 2)[0]);
      }
    }
    BranchPath origin = origin(path);
    if (origin != null) {
      names.addAll(tree.names(origin));
    }
    return names;
  }

  private void rename(Edit.RenameTo edit) throws IOException {
    BranchPath from = target("rename", edit.path(), false);
    BranchPath to = target("rename " + edit.path() + " to", edit.to(), false);
    Node node = at(from);
    if (node instanceof Absent) {
      throw tree.missing("rename", from);
    }
    if (to.isAtOrBelow(from)) {
      throw refused("rename", from, "the new name is the same or inside of it");
    }
    if (!(at(to) instanceof Absent)) {
      throw RefusalException.conflict(
          "rename " + from + " to " + to, "the new name is taken", "Delete it first");
    }
    if (node instanceof File file) {
      checkIfAsked(edit.path(), from, file);
    }
    makeParents(to);
    flush();
    var moved = new LinkedHashMap<BranchPath, Node>();
    known.forEach((path, at) -> {
      if (path.isAtOrBelow(from)) {
        moved.put(path.moved(from, to), at);
      }
    });
    known.keySet().removeIf(path -> path.isAtOrBelow(from) || path.isAtOrBelow(to));
    if (node instanceof File file) {
      moved.putIfAbsent(to, file);
    }
    var step = new Rename(from, to);
    renames.add(step);
    steps.add(step);
    known.put(from, new Absent());
    known.putAll(moved);
    note(edit.path(), Changed.Kind.DELETED, null);
    String sha256 = node instanceof File file ? Digest.of(tree.bytes(to, file)) : null;
    note(edit.to(), Changed.Kind.RENAMED, sha256);
  }

  private void makeParents(BranchPath path) throws IOException {
    BranchPath parent = path.parent();
    if (parent.isRoot()) {
      return;
    }
    switch (at(parent)) {
      case Directory _ -> {}
      case Absent _ -> {
        makeParents(parent);
        flush();
        steps.add(new MakeDirectory(parent));
        known.put(parent, new Directory());
      }
      case File _ -> throw refused("make", path, parent + " is a file, not a directory");
      case Other other -> throw refused("make", path, parent + " is " + other.what());
    }
  }

  /// Makes a step of each file whose content was changed since the last one.
  private void flush() {
    for (BranchPath path : dirty) {
      if (known.get(path) instanceof File(var bytes, var origin, var stat, var fresh)) {
        var content = new Content(Digest.of(bytes), bytes, origin, stat);
        steps.add(new Put(path, BranchPath.ROOT, !fresh, content));
        known.put(path, new File(bytes, origin, null, false));
      }
    }
    dirty.clear();
  }

  /// The steps, with the places for prepared and kept files in directories that no step touches.
  EditPlan plan(String nonce) throws IOException {
    flush();
    var unsteady = new LinkedHashSet<BranchPath>();
    for (EditStep step : steps) {
      switch (step) {
        case MakeDirectory(var path) -> unsteady.add(path);
        case Remove(var path, _, _) -> unsteady.add(path);
        case Put(var path, _, _, _) -> unsteady.add(path);
        case Rename(var from, var to) -> {
          unsteady.add(from);
          unsteady.add(to);
        }
      }
    }
    var placed = new ArrayList<EditStep>();
    for (EditStep step : steps) {
      String name = ".unwait-" + nonce + "-" + placed.size() + "~";
      placed.add(
          switch (step) {
            case Put(var path, _, var replaces, var content) ->
                new Put(path, steady(path, unsteady).child(name), replaces, content);
            case Remove(var path, _, var directory) ->
                new Remove(path, steady(path, unsteady).child(name), directory);
            case MakeDirectory _, Rename _ -> step;
          });
    }
    return new EditPlan(".unwait-" + nonce + "-at-", placed);
  }

  private static BranchPath steady(BranchPath path, Set<BranchPath> unsteady) {
    BranchPath parent = path.parent();
    for (BranchPath folder = parent; !folder.isRoot(); folder = folder.parent()) {
      if (unsteady.contains(folder)) {
        parent = folder.parent();
      }
    }
    return parent;
  }

  private BranchPath target(String verb, String given, boolean followLast) throws IOException {
    BranchPath path = BranchPath.parse(verb, given);
    if (path.isRoot()) {
      throw refused(verb, path, "it is the branch's root");
    }
    boolean touched =
        known.keySet().stream().anyMatch(path::isAtOrBelow)
            || renames.stream().anyMatch(rename -> path.isAtOrBelow(rename.to()));
    if (touched) {
      return path; // Made or moved by this request, which makes no links.
    }
    return tree.resolve(verb, path, followLast);
  }

  private Node at(BranchPath path) throws IOException {
    Node node = known.get(path);
    if (node == null) {
      BranchPath origin = origin(path);
      node = origin == null ? new Absent() : tree.node(origin);
      if (node instanceof File) {
        known.put(path, node);
      }
    }
    return node;
  }

  /// Where in the tree as it is the thing at a path comes from, or null where nothing can be.
  private @Nullable BranchPath origin(BranchPath path) {
    BranchPath at = path;
    for (Rename rename : renames.reversed()) {
      if (at.isAtOrBelow(rename.to())) {
        at = at.moved(rename.to(), rename.from());
      } else if (at.isAtOrBelow(rename.from())) {
        return null;
      }
    }
    return at;
  }

  private void checkIfAsked(String given, BranchPath path, File file) throws IOException {
    if (expectedDigests.containsKey(given)) {
      check(given, tree.bytes(path, file));
    }
  }

  /// Holds a file to the digest that the caller expects. Only what was there before the request
  /// counts.
  private void check(String given, byte[] bytes) throws RefusalException {
    String expected = expectedDigests.get(given);
    if (expected == null || changes.containsKey(given)) {
      return;
    }
    String actual = Digest.of(bytes);
    if (!actual.equalsIgnoreCase(expected)) {
      throw RefusalException.conflict(
          "edit " + given,
          "its sha256 is " + actual + " and not " + expected,
          "Somebody has changed it: read it again");
    }
  }

  private static RefusalException refused(String verb, BranchPath path, String why) {
    return RefusalException.invalid(verb + " " + path, why, "");
  }
}
