package dev.unwait.daemon;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.ProjectName;
import dev.unwait.json.Json;
import dev.unwait.tool.Around;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Progress;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Knows in which project a connection's caller works, by its working folder, and imports the
/// working tree there at the first call where no project covers it and the caller allows it.
final class Locating implements Around {
  private final Workspace workspace;
  private final Consumer<String> imported;
  private final @Nullable Path folder;
  private final boolean imports;

  /// Held while one call imports, so that the others wait for it.
  private final ReentrantLock importing = new ReentrantLock();

  /// @param imported is told the path of a tree that was imported
  /// @param folder the caller's working folder; null if it gave none
  /// @param imports whether a working tree may be imported for it
  Locating(Workspace workspace, Consumer<String> imported, @Nullable Path folder, boolean imports) {
    this.workspace = workspace;
    this.imported = imported;
    this.folder = folder;
    this.imports = imports;
  }

  @Override
  public Json call(ToolSpec<?, ?> spec, Inner inner) throws IOException, InterruptedException {
    var project = project(spec);
    return project == null ? inner.call() : within(project, inner);
  }

  private static Json within(ProjectName project, Inner inner)
      throws IOException, InterruptedException {
    try {
      return ScopedValue.where(Workspace.HERE, project).call(inner::call);
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("a call threw what it does not declare", e);
    }
  }

  private @Nullable ProjectName project(ToolSpec<?, ?> spec)
      throws IOException, InterruptedException {
    if (folder == null) {
      return null;
    }
    var known = workspace.projectAt(folder);
    if (known != null) {
      return known.name();
    }
    var tree = imports && spec.audience() == ToolSpec.Audience.AGENTS ? workingTree() : null;
    if (tree == null) {
      return null;
    }
    importing.lockInterruptibly();
    try {
      var now = workspace.projectAt(folder);
      if (now != null) {
        return now.name();
      }
      var project = workspace.importTree(tree, null, Progress.NONE).project();
      imported.accept(tree.toString());
      return project;
    } catch (RefusalException e) {
      throw RefusalException.unavailable(
          "import " + tree + " for the first call there",
          e.refusal().why(),
          "Import it yourself: unwait import " + tree);
    } finally {
      importing.unlock();
    }
  }

  /// The nearest folder that is the root of a Git working tree; null if there is none.
  private @Nullable Path workingTree() {
    for (var at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return null;
  }
}
