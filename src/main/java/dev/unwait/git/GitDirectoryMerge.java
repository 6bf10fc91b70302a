package dev.unwait.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.unwait.delta.Change;
import dev.unwait.delta.Conflict;
import dev.unwait.delta.Content;
import dev.unwait.delta.Edit;
import dev.unwait.delta.Node;
import dev.unwait.delta.View;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/// One git directory that both sides changed: objects are united, references compared and swapped,
/// logs appended to, the index merged by entries.
final class GitDirectoryMerge {
  private static final String WORKTREES = "worktrees/";
  private static final String LOGS = "logs/";
  private static final String SERVED_REFS = "info/refs"; // Made for dumb HTTP.
  private static final int LOG_BYTES_MAX = 64 << 20;
  private static final int INDEX_BYTES_MAX = 1 << 30;
  private static final int MODE = 0644;

  /// Files of the moment, of which the child's are as good as any.
  private static final Set<String> PASSING =
      Set.of("COMMIT_EDITMSG", "ORIG_HEAD", "FETCH_HEAD", "AUTO_MERGE", "gc.log", "gc.pid");

  private final String root;
  private final View fork;
  private final View child;
  private final View parent;
  private final Map<String, Change> mine = new TreeMap<>();
  private final Map<String, Change> theirs = new HashMap<>();

  private final SortedMap<String, Edit> edits = new TreeMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private final Set<String> handled = new HashSet<>();

  GitDirectoryMerge(
      String root,
      View fork,
      View child,
      View parent,
      List<Change> childChanges,
      List<Change> parentChanges) {
    this.root = root;
    this.fork = fork;
    this.child = child;
    this.parent = parent;
    childChanges.forEach(change -> mine.put(relative(change), change));
    parentChanges.forEach(change -> theirs.put(relative(change), change));
  }

  private String relative(Change change) {
    return change.path().equals(root) ? "" : change.path().substring(root.length() + 1);
  }

  Collection<Edit> edits() {
    return edits.values();
  }

  List<Conflict> conflicts() {
    return conflicts;
  }

  Set<String> handled() {
    return handled;
  }

  void plan() throws IOException {
    var refs = new RefMerge(root, fork, child, parent);
    try (var objects = Objects.open(child, parent, root)) {
      refs.plan(objects);
      refs.edits().forEach(this::add);
      conflicts.addAll(refs.conflicts());
      for (var change : mine.entrySet()) {
        change(change.getKey(), change.getValue(), refs, objects);
      }
      restoreLostObjects(objects);
    }
  }

  private void change(String path, Change change, RefMerge refs, Objects objects)
      throws IOException {
    var inTree = inWorkTree(path);
    boolean own = true;
    if (path.equals(SERVED_REFS)
        || (path.startsWith("objects/") && !path.endsWith("/alternates"))) {
      object(path, change);
    } else if (inTree.equals(Refs.HEAD) || path.equals(Refs.PACKED) || path.startsWith("refs/")) {
      own = true; // It is among the references.
    } else if (inTree.startsWith(LOGS)) {
      log(path, change, refs);
    } else if (inTree.equals("index")) {
      index(path, change, refs, objects);
    } else if (PASSING.contains(inTree)) {
      takeOver(path, change);
    } else {
      own = change.isDirectory() || GitMerge.isLock(path);
    }
    if (own) {
      handled.add(change.path());
    }
  }

  /// The path as seen from the linked working tree that it belongs to, if any.
  private static String inWorkTree(String path) {
    int slash = path.startsWith(WORKTREES) ? path.indexOf('/', WORKTREES.length()) : -1;
    return slash < 0 ? path : path.substring(slash + 1);
  }

  private void takeOver(String path, Change change) throws IOException {
    var now = change.after();
    if (now != null && !now.isDirectory()) {
      add(new Edit.Take(root + "/" + path, now));
    } else if (now == null && isFile(path)) {
      add(new Edit.Remove(root + "/" + path, false));
    }
  }

  private boolean isFile(String path) throws IOException {
    var node = parent.node(root + "/" + path);
    return node != null && !node.isDirectory();
  }

  private void add(Edit edit) {
    edits.put(edit.path(), edit);
  }

  /// Objects are only ever added. What is made from them is made again where both changed them.
  private void object(String path, Change change) throws IOException {
    var now = change.after();
    if (isDerived(path)) {
      if (isFile(path)) {
        add(new Edit.Remove(root + "/" + path, false));
      }
    } else if (now != null && now.isFile() && parent.node(root + "/" + path) == null) {
      add(new Edit.Take(root + "/" + path, now));
    }
  }

  private static boolean isDerived(String path) {
    return path.equals(SERVED_REFS)
        || path.startsWith("objects/info/")
        || path.startsWith("objects/pack/multi-pack-index")
        || path.startsWith("objects/pack/tmp_")
        || path.endsWith(".bitmap");
  }

  /// The child may need objects that the parent has thrown away since.
  private void restoreLostObjects(Objects objects) throws IOException {
    for (var path : theirs.keySet()) {
      var now = path.startsWith("objects/") ? theirs.get(path).after() : null;
      var kept = path.startsWith("objects/") && now == null ? child.node(root + "/" + path) : null;
      if (kept != null && kept.isFile() && !isDerived(path) && isLost(path, objects)) {
        add(new Edit.Take(root + "/" + path, kept));
      }
    }
  }

  private boolean isLost(String path, Objects objects) throws IOException {
    if (!path.startsWith("objects/pack/")) {
      var id = path.substring("objects/".length()).replace("/", "");
      return Refs.isId(id) && !objects.inParent(ObjectId.fromString(id));
    }
    int dot = path.lastIndexOf('.');
    var index = root + "/" + path.substring(0, dot < 0 ? path.length() : dot) + ".idx";
    var node = child.node(index);
    return node != null
        && node.kind() == Node.Kind.FILE
        && !objects.allInParent(new File(Objects.place(child, index)));
  }

  private void log(String path, Change change, RefMerge refs) throws IOException {
    if (change.isDirectory()) {
      return;
    }
    boolean taken = refs.isTaken(refOf(path));
    var now = change.after();
    if (now == null) {
      if (taken && isFile(path)) {
        add(new Edit.Remove(root + "/" + path, false));
      }
    } else if (!theirs.containsKey(path)) {
      add(new Edit.Take(root + "/" + path, now));
    } else {
      var before = text(fork, path);
      var added = appended(before, text(child, path));
      var others = appended(before, text(parent, path));
      var text = before + (taken ? others + added : added + others);
      add(new Edit.Write(root + "/" + path, Content.of(text.getBytes(ISO_8859_1)), MODE));
    }
  }

  /// The reference whose log this is: `logs/` taken out of the path.
  private static String refOf(String path) {
    var inTree = inWorkTree(path);
    return path.substring(0, path.length() - inTree.length()) + inTree.substring(LOGS.length());
  }

  private String text(View view, String path) throws IOException {
    byte[] bytes = view.readOrNull(root + "/" + path, LOG_BYTES_MAX);
    return bytes == null ? "" : new String(bytes, ISO_8859_1);
  }

  private static String appended(String before, String now) {
    if (now.startsWith(before)) {
      return now.substring(before.length());
    }
    var lines = new HashSet<>(List.of(before.split("\n")));
    var added = new StringBuilder();
    for (var line : now.split("\n")) {
      if (!line.isEmpty() && !lines.contains(line)) {
        added.append(line).append('\n');
      }
    }
    return added.toString();
  }

  private void index(String path, Change change, RefMerge refs, Objects objects)
      throws IOException {
    var full = root + "/" + path;
    var now = change.after();
    if (!theirs.containsKey(path)) {
      takeOver(path, change);
    } else if (now != null) {
      var head = path.substring(0, path.length() - "index".length()) + Refs.HEAD;
      try (var reader = objects.reader()) {
        var merged =
            IndexMerge.merge(
                fork.readOrNull(full, INDEX_BYTES_MAX),
                child.readOrNull(full, INDEX_BYTES_MAX),
                parent.readOrNull(full, INDEX_BYTES_MAX),
                refs.resolved(head),
                reader);
        add(new Edit.Write(full, merged, MODE));
      }
    }
  }
}
