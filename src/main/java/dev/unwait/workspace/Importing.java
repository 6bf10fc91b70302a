package dev.unwait.workspace;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.transfer.CopyOptions;
import dev.unwait.transfer.CopySummary;
import dev.unwait.transfer.Manifest;
import dev.unwait.transfer.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Reads live trees: whole at import, what changed at refresh.
final class Importing {
  private final Path home;
  private final Path folder;
  private final Linux linux;
  private final Backend backend;
  private final Forest forest;
  private final Register register;
  private final InstantSource clock;

  /// One import at a time: each uses all cores.
  private final ReentrantLock importing = new ReentrantLock();

  Importing(
      Path home,
      Path folder,
      Linux linux,
      Backend backend,
      Forest forest,
      Register register,
      InstantSource clock) {
    this.home = home;
    this.folder = folder;
    this.linux = linux;
    this.backend = backend;
    this.forest = forest;
    this.register = register;
    this.clock = clock;
  }

  Imported importTree(Path path, @Nullable ProjectName name, Progress progress)
      throws IOException, InterruptedException {
    var tree = checked(path);
    importing.lockInterruptibly();
    try {
      var project = name == null ? unusedName(tree) : name;
      checkNew(tree, project);
      return copy(tree, project, progress);
    } finally {
      importing.unlock();
    }
  }

  private Path checked(Path path) throws IOException {
    var attempted = "import " + path;
    if (!path.isAbsolute() || !Files.isDirectory(path)) {
      throw RefusalException.missing(
          attempted, "there is no folder at that absolute path", "Check the path");
    }
    var tree = path.toRealPath();
    if (tree.getNameCount() == 0) {
      throw RefusalException.invalid(attempted, "it is the whole machine", "Name a working tree");
    }
    if (tree.startsWith(home)) {
      throw RefusalException.invalid(
          attempted, "it lies in Unwait's own home " + home, "Name a working tree");
    }
    return tree;
  }

  private void checkNew(Path tree, ProjectName name) throws RefusalException {
    for (var project : forest.projects()) {
      if (project.path().equals(tree.toString())) {
        throw RefusalException.conflict(
            "import " + tree,
            "it is a project already: " + project.name(),
            "Take in what changed with: unwait refresh " + project.name());
      }
      if (project.name().equals(name)) {
        throw RefusalException.conflict(
            "import " + tree + " as " + name,
            "there is a project of that name, from " + project.path(),
            "Choose another name with --as");
      }
    }
  }

  /// The folder's own name in the characters that names have, numbered where it is taken.
  private ProjectName unusedName(Path tree) {
    var text = tree.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "-");
    text = text.replaceFirst("^[^A-Za-z0-9]+", "");
    text = text.isEmpty() ? "project" : text.substring(0, Math.min(text.length(), 48));
    var name = new ProjectName(text);
    for (int i = 2; forest.project(name) != null; i++) {
      name = new ProjectName(text + "-" + i);
    }
    return name;
  }

  private Imported copy(Path tree, ProjectName name, Progress progress)
      throws IOException, InterruptedException {
    var base = register.newLayer();
    boolean done = false;
    try {
      var summary = copyInto(tree, backend.directory(base), progress);
      summary.manifest().write(manifest(name, base.value()));
      var project = new Project(name, tree.toString(), List.of(base), base.value());
      var trunk =
          new Branch(
              project.trunk(),
              null,
              register.newLayer(),
              List.of(base),
              List.of(base),
              0,
              clock.millis() * 1_000,
              Exactness.EXACT);
      var change = register.change().put(project).put(trunk).event("imported", name, tree);
      register.write(change, Register.SYNCED);
      forest.put(project);
      forest.add(trunk);
      done = true;
      return imported(name, summary);
    } finally {
      if (!done) {
        backend.delete(List.of(base));
      }
    }
  }

  private CopySummary copyInto(Path tree, Path layer, Progress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(layer);
    int from = open(tree);
    try {
      int to = open(layer);
      try {
        var summary =
            TreeCopy.copy(
                linux,
                from,
                to,
                copyOptions(tree),
                (files, bytes) ->
                    progress.at(files, 0, "copied " + files + " files, " + megabytes(bytes)));
        progress.at(summary.files(), summary.files(), "bringing it to the disk");
        linux.files().syncfs(to);
        return summary;
      } finally {
        linux.files().close(to);
      }
    } finally {
      linux.files().close(from);
    }
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }

  /// Everything in the tree but this home, should it lie there.
  CopyOptions copyOptions(Path tree) {
    var options = CopyOptions.defaults();
    return home.startsWith(tree)
        ? options.excluding(Set.of(tree.relativize(home).toString()))
        : options;
  }

  private static Imported imported(ProjectName name, CopySummary summary) {
    return new Imported(
        name,
        summary.files(),
        summary.directories(),
        summary.symlinks(),
        summary.bytes(),
        summary.reflinked(),
        summary.skipped().stream()
            .limit(Imported.LISTED_MAX)
            .map(skipped -> skipped.path() + ": " + skipped.why())
            .toList(),
        summary.skipped().size());
  }

  /// Opens a directory by its absolute path: close it.
  int open(Path directory) throws IOException {
    return linux.files().openat(AT_FDCWD, directory.toString(), O_RDONLY | O_DIRECTORY, 0);
  }

  /// Where the manifest of that number is kept.
  Path manifest(ProjectName project, long number) {
    return folder.resolve(project + "-" + number + ".manifest");
  }

  Manifest manifest(Project project) throws IOException {
    return Manifest.read(manifest(project.name(), project.manifest()));
  }

  /// Deletes what is kept for a project beside its records.
  void forget(Project project) throws IOException {
    Files.deleteIfExists(manifest(project.name(), project.manifest()));
  }

  /// A number for a new manifest.
  long newManifest() throws IOException {
    LayerId number = register.newLayer();
    return number.value();
  }
}
