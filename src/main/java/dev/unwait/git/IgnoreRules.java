package dev.unwait.git;

import dev.unwait.delta.View;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.Repository;

/// Which paths of a tree git leaves alone: the tree's own `.gitignore` files, then the repository's
/// and the user's rules.
final class IgnoreRules {
  private static final String FILE = ".gitignore";
  private static final int BYTES_MAX = 1 << 20;

  private final View view;
  private final List<Outer> outer = new ArrayList<>();
  private final Map<String, Optional<IgnoreNode>> nodes = new HashMap<>();

  /// Rules from outside the view, and where the view stands below them: a path that ends with `/`.
  private record Outer(IgnoreNode node, String prefix) {}

  /// @param prefix where the view stands in the repository: empty, or a path that ends with `/`
  IgnoreRules(View view, Repository repository, String prefix) throws IOException {
    this.view = view;
    int from = prefix.lastIndexOf('/', prefix.length() - 2) + 1;
    while (!prefix.isEmpty()) {
      var folder = new File(repository.getWorkTree(), prefix.substring(0, from));
      addOuter(new File(folder, FILE), prefix.substring(from));
      if (from == 0) {
        break;
      }
      from = prefix.lastIndexOf('/', from - 2) + 1;
    }
    addOuter(new File(repository.getCommonDirectory(), "info/exclude"), prefix);
    var configured = repository.getConfig().getString("core", null, "excludesfile");
    var home = System.getProperty("user.home");
    if (configured == null) {
      addOuter(new File(home, ".config/git/ignore"), prefix);
    } else {
      addOuter(
          configured.startsWith("~/")
              ? new File(home, configured.substring(2))
              : new File(configured),
          prefix);
    }
  }

  private void addOuter(File file, String prefix) throws IOException {
    if (file.isFile() && file.length() <= BYTES_MAX) {
      outer.add(new Outer(parse(Files.readAllBytes(file.toPath())), prefix));
    }
  }

  private static IgnoreNode parse(byte[] rules) throws IOException {
    var node = new IgnoreNode();
    node.parse(new ByteArrayInputStream(rules));
    return node;
  }

  /// Whether a path, or a directory that it is in, is ignored.
  boolean ignores(String path) throws IOException {
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      if (matches(path.substring(0, at), true)) {
        return true;
      }
    }
    return matches(path, false);
  }

  /// The rule nearest to the path decides.
  private boolean matches(String path, boolean directory) throws IOException {
    int slash = path.lastIndexOf('/');
    while (true) {
      var folder = slash < 0 ? "" : path.substring(0, slash);
      var node = node(folder);
      var answer =
          node.isEmpty() ? null : node.get().checkIgnored(path.substring(slash + 1), directory);
      if (answer != null) {
        return answer;
      }
      if (slash < 0) {
        break;
      }
      slash = path.lastIndexOf('/', slash - 1);
    }
    for (var rules : outer) {
      var answer = rules.node().checkIgnored(rules.prefix() + path, directory);
      if (answer != null) {
        return answer;
      }
    }
    return false;
  }

  private Optional<IgnoreNode> node(String folder) throws IOException {
    var known = nodes.get(folder);
    if (known == null) {
      byte[] rules = view.readOrNull(folder.isEmpty() ? FILE : folder + "/" + FILE, BYTES_MAX);
      known = rules == null ? Optional.empty() : Optional.of(parse(rules));
      nodes.put(folder, known);
    }
    return known;
  }
}
