package dev.unwait.tools;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.ProjectName;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes in a working tree as a project.
public final class ImportTool implements Tool<ImportTool.Input, ImportTool.Output> {
  public record Input(
      @Doc("the working tree, an absolute path") String path,
      @Doc("name of the project; the folder's if left out") @Nullable String as) {}

  public record Output(
      String project,
      long files,
      long directories,
      long symlinks,
      long bytes,
      @Doc("files that share blocks with the tree") long reflinked,
      @Doc("what was left out and why, the first of them") List<String> skipped,
      long skippedCount,
      long millis) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "import",
          "Copy a working tree, ignored files and caches included, so that it can be branched.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.PEOPLE,
          List.of("path"));

  private final Workspace workspace;
  private final Consumer<String> imported;

  /// @param imported is told the path of each tree that was imported
  public ImportTool(Workspace workspace, Consumer<String> imported) {
    this.workspace = workspace;
    this.imported = imported;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var as = input.as();
    if (as != null && !ProjectName.isValid(as)) {
      throw RefusalException.invalid(
          "import " + input.path() + " as \"" + as + "\"",
          "names are letters, digits, dots, underscores and hyphens, at most 64",
          "Choose another name");
    }
    var name = as == null ? null : new ProjectName(as);
    var done = workspace.importTree(Path.of(input.path()), name, call::progress);
    imported.accept(workspace.project(done.project().value()).path());
    return new Output(
        done.project().value(),
        done.files(),
        done.directories(),
        done.symlinks(),
        done.bytes(),
        done.reflinked(),
        done.skipped(),
        done.skippedCount(),
        (System.nanoTime() - start) / 1_000_000);
  }
}
