package dev.unwait.workspace;

import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static dev.unwait.linux.FileCalls.O_TRUNC;
import static dev.unwait.linux.FileCalls.O_WRONLY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.base.Closing;
import dev.unwait.branch.BranchRef;
import dev.unwait.linux.Faults;
import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Backends;
import dev.unwait.store.Store;
import dev.unwait.store.StoreOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/// A workspace over a real store and the best back end of this machine, for tests.
@NullMarked
final class OpenedWorkspace implements Closeable {
  private final Closing closing = new Closing();
  private final Path folder;
  private final Linux linux;
  private final Store store;
  private final Backend.Kind kind;
  private final Workspace workspace;

  private OpenedWorkspace(Path folder, Linux linux, Set<Backend.Kind> kinds, Options options)
      throws IOException {
    this.folder = folder;
    this.linux = linux;
    Files.createDirectories(home());
    boolean done = false;
    try {
      store = Store.open(home().resolve("journal"), StoreOptions.DEFAULT);
      closing.own(store);
      var backend = Backends.choose(linux, home(), kinds).backend();
      closing.own(backend);
      workspace = Workspace.open(home(), linux, backend, store, options, InstantSource.system());
      closing.own(workspace);
      kind = backend.kind();
      done = true;
    } finally {
      if (!done) {
        closing.close();
      }
    }
  }

  static OpenedWorkspace open(Path folder) throws IOException {
    return open(folder, Faults.NONE, EnumSet.allOf(Backend.Kind.class), Options.DEFAULT);
  }

  static OpenedWorkspace open(Path folder, Faults faults, Set<Backend.Kind> kinds, Options options)
      throws IOException {
    return new OpenedWorkspace(folder, Linux.with(faults), kinds, options);
  }

  Backend.Kind kind() {
    return kind;
  }

  Store store() {
    return store;
  }

  Path home() {
    return folder.resolve("home");
  }

  Path live() {
    return folder.resolve("live");
  }

  Workspace workspace() {
    return workspace;
  }

  /// Imports a tree of these files: path, content, path, content.
  BranchRef importTree(String... files) throws IOException, InterruptedException {
    for (int i = 0; i < files.length; i += 2) {
      var file = live().resolve(files[i]);
      Files.createDirectories(file.getParent());
      Files.writeString(file, files[i + 1]);
    }
    var imported = workspace.importTree(live(), null, Progress.NONE);
    return workspace.find(imported.project() + "/main");
  }

  BranchRef fork(BranchRef from) throws IOException {
    return workspace.fork(from, 1, null).branches().getFirst();
  }

  void write(BranchRef branch, String path, String text) throws IOException {
    try (var pin = workspace.pin(branch)) {
      int fd = linux.files().openat2(pin.tree().fd(), path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
      linux.files().writeAll(fd, text.getBytes(UTF_8));
      linux.files().close(fd);
    }
  }

  String read(BranchRef branch, String path) throws IOException {
    try (var pin = workspace.pin(branch)) {
      int fd = linux.files().openat2(pin.tree().fd(), path, O_RDONLY, 0);
      try {
        return new String(linux.files().readAll(fd, 1 << 20), UTF_8);
      } finally {
        linux.files().close(fd);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }
}
