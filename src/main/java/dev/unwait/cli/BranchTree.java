package dev.unwait.cli;

import dev.unwait.json.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Branches as a tree, each below what it was forked from.
final class BranchTree {
  private final Map<String, List<Json>> children = new LinkedHashMap<>();
  private final List<Json> roots = new ArrayList<>();
  private final List<Map<String, Json>> rows = new ArrayList<>();
  private final Set<String> placed = new HashSet<>();

  private BranchTree(List<Json> branches) {
    Set<String> names = new HashSet<>();
    branches.forEach(branch -> names.add(name(branch)));
    for (Json branch : branches) {
      String parent = branch.text("parent").orElse("");
      if (names.contains(parent) && !parent.equals(name(branch))) {
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(branch);
      } else {
        roots.add(branch);
      }
    }
  }

  static void print(List<Json> branches, PrintStream out) {
    if (branches.isEmpty()) {
      out.println("no branches; import a working tree with: unwait import .");
      return;
    }
    var tree = new BranchTree(branches);
    tree.roots.forEach(root -> tree.place(root, "", ""));
    out.print(Tables.table(tree.rows));
  }

  /// @param stem what stands before the name
  /// @param below what stands before the names below it
  private void place(Json branch, String stem, String below) {
    if (!placed.add(name(branch))) {
      return;
    }
    var row = new LinkedHashMap<String, Json>();
    if (branch instanceof Json.Members(Map<String, Json> members)) {
      row.putAll(members);
    }
    row.put("branch", Json.of(stem + name(branch)));
    row.remove("parent");
    rows.add(row);
    List<Json> forks = children.getOrDefault(name(branch), List.of());
    for (int i = 0; i < forks.size(); i++) {
      boolean last = i == forks.size() - 1;
      place(forks.get(i), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
    }
  }

  private static String name(Json branch) {
    return branch.text("branch").orElse("");
  }
}
