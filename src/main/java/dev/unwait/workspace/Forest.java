package dev.unwait.workspace;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The projects and branches that there are, in memory, and how many records hold each layer.
final class Forest {
  private final Map<ProjectName, Project> projects = new ConcurrentHashMap<>();
  private final Map<BranchRef, Node> nodes = new ConcurrentHashMap<>();
  private final Set<BranchRef> reserved = ConcurrentHashMap.newKeySet();
  private final Map<LayerId, Integer> holders = new HashMap<>(); // Guarded by itself.

  Collection<Project> projects() {
    return projects.values().stream().sorted(Comparator.comparing(Project::name)).toList();
  }

  @Nullable Project project(ProjectName name) {
    return projects.get(name);
  }

  /// The project of a branch that exists.
  Project projectOf(BranchRef branch) {
    var project = projects.get(branch.project());
    if (project == null) {
      throw new IllegalStateException(branch + " belongs to no project");
    }
    return project;
  }

  Collection<Node> nodes() {
    return nodes.values();
  }

  int size() {
    return nodes.size();
  }

  @Nullable Node node(BranchRef branch) {
    return nodes.get(branch);
  }

  Node required(BranchRef branch) throws RefusalException {
    var node = nodes.get(branch);
    if (node == null || node.gone()) {
      throw missing(branch.toString());
    }
    return node;
  }

  List<Node> children(BranchRef parent) {
    return nodes.values().stream().filter(n -> parent.equals(n.branch().parentRef())).toList();
  }

  /// Understands `NAME`, where one project has it or there is one project, or `PROJECT/NAME`.
  BranchRef find(String text) throws RefusalException {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      return findIn(text, text.substring(0, slash), text.substring(slash + 1));
    }
    if (!BranchName.isValid(text)) {
      throw missing(text);
    }
    var name = new BranchName(text);
    var found = new ArrayList<BranchRef>();
    for (var project : projects.keySet()) {
      var ref = new BranchRef(project, name);
      if (nodes.containsKey(ref)) {
        found.add(ref);
      }
    }
    if (found.isEmpty()) {
      throw missing(text);
    }
    if (found.size() > 1) {
      throw RefusalException.invalid(
          "find branch \"" + text + "\"",
          found.size() + " projects have a branch of that name",
          "Name it in full: " + found.stream().sorted().toList());
    }
    return found.getFirst();
  }

  private BranchRef findIn(String text, String project, String name) throws RefusalException {
    if (!ProjectName.isValid(project) || !BranchName.isValid(name)) {
      throw missing(text);
    }
    var ref = new BranchRef(new ProjectName(project), new BranchName(name));
    if (!nodes.containsKey(ref)) {
      throw missing(text);
    }
    return ref;
  }

  private RefusalException missing(String text) {
    return RefusalException.missing(
        "find branch \"" + text + "\"",
        projects.isEmpty() ? "no project has been imported" : "there is no such branch",
        projects.isEmpty()
            ? "Import a working tree: unwait import PATH"
            : "List what there is with branches");
  }

  /// Takes in a project, in place of its older record.
  void put(Project project) {
    var before = projects.put(project.name(), project);
    hold(project.origin());
    if (before != null) {
      release(before.origin());
    }
  }

  /// Takes out a project whose branches are gone.
  void remove(Project project) {
    if (projects.remove(project.name()) != null) {
      release(project.origin());
    }
  }

  /// Keeps a name for a branch to come; false if it is taken.
  boolean reserve(BranchRef branch) {
    return !nodes.containsKey(branch) && reserved.add(branch) && !nodes.containsKey(branch);
  }

  /// Gives names back that no branch was made for.
  void unreserve(Collection<BranchRef> branches) {
    branches.forEach(reserved::remove);
  }

  /// Takes in a new branch under the name that was reserved for it.
  Node add(Branch branch) {
    var node = new Node(branch);
    nodes.put(branch.ref(), node);
    reserved.remove(branch.ref());
    hold(held(branch));
    return node;
  }

  /// Gives a branch another record; its exclusive lock is held.
  void become(Node node, Branch next) {
    var before = node.branch();
    hold(held(next));
    node.become(next);
    release(held(before));
  }

  void remove(Node node) {
    if (nodes.remove(node.branch().ref(), node)) {
      release(held(node.branch()));
    }
  }

  /// Keeps layers from being collected while they belong to no record.
  void hold(Collection<LayerId> layers) {
    synchronized (holders) {
      layers.forEach(layer -> holders.merge(layer, 1, Integer::sum));
    }
  }

  void release(Collection<LayerId> layers) {
    synchronized (holders) {
      layers.forEach(layer -> holders.merge(layer, -1, Integer::sum));
    }
  }

  /// Takes out the layers that no record holds any more.
  List<LayerId> unheld() {
    synchronized (holders) {
      var unheld = new ArrayList<LayerId>();
      holders.forEach((layer, count) -> {
        if (count <= 0) {
          unheld.add(layer);
        }
      });
      unheld.forEach(holders::remove);
      return unheld;
    }
  }

  boolean isHeld(LayerId layer) {
    synchronized (holders) {
      return holders.getOrDefault(layer, 0) > 0;
    }
  }

  private static List<LayerId> held(Branch branch) {
    var layers = new ArrayList<>(branch.layers());
    layers.addAll(branch.fork());
    return layers;
  }
}
