package dev.unwait.git;

import dev.unwait.delta.Change;
import dev.unwait.delta.Conflict;
import dev.unwait.delta.Edit;
import dev.unwait.delta.Status;
import dev.unwait.delta.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What to do to the git directories that both a child and its parent changed.
///
/// @param handled the child's changes that are dealt with here, by path
public record GitMerge(List<Edit> edits, List<Conflict> conflicts, Set<String> handled) {
  private static final String GIT = ".git";
  private static final String MODULES = "modules/";

  public GitMerge {
    edits = List.copyOf(edits);
    conflicts = List.copyOf(conflicts);
    handled = Set.copyOf(handled);
  }

  /// Decides, and writes nothing.
  public static GitMerge plan(
      View fork, View child, View parent, List<Change> childChanges, List<Change> parentChanges)
      throws IOException {
    var edits = new ArrayList<Edit>();
    var conflicts = new ArrayList<Conflict>();
    var handled = new HashSet<String>();
    var mine = byRoot(childChanges, List.of(child, fork));
    var theirs = byRoot(parentChanges, List.of(parent, fork));
    for (var entry : mine.entrySet()) {
      var root = entry.getKey();
      var changes = entry.getValue();
      changes.stream().map(Change::path).filter(GitMerge::isLock).forEach(handled::add);
      var others = theirs.getOrDefault(root, List.of());
      if (isMergeable(root, changes) && isMergeable(root, others)) {
        var merge = new GitDirectoryMerge(root, fork, child, parent, changes, others);
        merge.plan();
        edits.addAll(merge.edits());
        conflicts.addAll(merge.conflicts());
        handled.addAll(merge.handled());
      }
    }
    return new GitMerge(edits, conflicts, handled);
  }

  static boolean isLock(String path) {
    return path.endsWith(".lock");
  }

  /// Whether there is something to merge, and the directory itself stayed one.
  private static boolean isMergeable(String root, List<Change> changes) {
    return changes.stream().anyMatch(change -> !change.isDirectory() && !isLock(change.path()))
        && changes.stream()
            .noneMatch(change ->
                change.path().equals(root)
                    && change.status() != Status.MODE
                    && change.status() != Status.ADDED);
  }

  private static Map<String, List<Change>> byRoot(List<Change> changes, List<View> views)
      throws IOException {
    var byRoot = new TreeMap<String, List<Change>>();
    var modules = new HashMap<String, Boolean>();
    for (var change : changes) {
      var root = root(change.path(), views, modules);
      if (!root.isEmpty()) {
        byRoot.computeIfAbsent(root, _ -> new ArrayList<>()).add(change);
      }
    }
    return byRoot;
  }

  /// The git directory that a path is in: `.git`, or the repository of a submodule within one.
  private static String root(String path, List<View> views, Map<String, Boolean> modules)
      throws IOException {
    var root = outermost(path);
    while (path.startsWith(root + "/" + MODULES) && !root.isEmpty()) {
      var inner = module(path, root.length() + 1 + MODULES.length(), views, modules);
      if (inner.isEmpty()) {
        break;
      }
      root = inner;
    }
    return root;
  }

  private static String outermost(String path) {
    int from = 0;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      if (path.substring(from, end).equals(GIT)) {
        return path.substring(0, end);
      }
      from = end + 1;
    }
    return "";
  }

  private static String module(
      String path, int from, List<View> views, Map<String, Boolean> modules) throws IOException {
    for (int end = path.indexOf('/', from); end > 0; end = path.indexOf('/', end + 1)) {
      var candidate = path.substring(0, end);
      var known = modules.get(candidate);
      if (known == null) {
        known = isRepository(candidate, views);
        modules.put(candidate, known);
      }
      if (known) {
        return candidate;
      }
    }
    return "";
  }

  private static boolean isRepository(String path, List<View> views) throws IOException {
    for (var view : views) {
      if (view.node(path + "/HEAD") != null && view.node(path + "/objects") != null) {
        return true;
      }
    }
    return false;
  }
}
