package dev.unwait.shell;

import dev.unwait.base.Closing;
import dev.unwait.branch.BranchRef;
import dev.unwait.linux.Linux;
import dev.unwait.output.OutputOptions;
import dev.unwait.output.Outputs;
import dev.unwait.overlay.Backends;
import dev.unwait.store.Store;
import dev.unwait.store.StoreOptions;
import dev.unwait.workspace.Options;
import dev.unwait.workspace.Progress;
import dev.unwait.workspace.Workspace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;

/// Shells over a real workspace of one small project, for tests.
@NullMarked
final class OpenedShells implements Closeable {
  private final Closing closing = new Closing();
  private final Path folder;
  private final Workspace workspace;
  private final Outputs outputs;
  private final Shells shells;
  private final BranchRef main;

  OpenedShells(Path folder, UnaryOperator<ShellOptions> change)
      throws IOException, InterruptedException {
    this.folder = folder;
    var home = Files.createDirectories(folder.resolve("home"));
    var linux = Linux.real();
    var store = Store.open(home.resolve("journal"), StoreOptions.DEFAULT);
    closing.own(store);
    var backend = Backends.choose(linux, home).backend();
    closing.own(backend);
    workspace =
        Workspace.open(home, linux, backend, store, Options.DEFAULT, InstantSource.system());
    closing.own(workspace);
    Files.createDirectories(live().resolve("sub"));
    Files.writeString(live().resolve("a.txt"), "a\n");
    var imported = workspace.importTree(live(), null, Progress.NONE);
    main = workspace.find(imported.project() + "/main");
    outputs = Outputs.open(home.resolve("outputs"), OutputOptions.DEFAULTS);
    closing.own(outputs);
    var options = change.apply(ShellOptions.of(SandboxOptions.of(home.resolve("caches"))));
    shells =
        new Shells(
            linux, options, workspace, backend, outputs, home.resolve("run").resolve("shell"));
    closing.own(shells);
  }

  static OpenedShells open(Path folder) throws IOException, InterruptedException {
    return new OpenedShells(folder, options -> options);
  }

  Path live() {
    return folder.resolve("live");
  }

  Shells shells() {
    return shells;
  }

  Outputs outputs() {
    return outputs;
  }

  Workspace workspace() {
    return workspace;
  }

  BranchRef main() {
    return main;
  }

  BranchRef fork() throws IOException {
    return workspace.fork(main, 1, null).branches().getFirst();
  }

  RunResult run(BranchRef branch, String command) throws IOException, InterruptedException {
    return shells.run(branch, RunRequest.of(command));
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }
}
