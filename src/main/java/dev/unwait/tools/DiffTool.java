package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Compared;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what a branch changed.
public final class DiffTool implements Tool<DiffTool.Input, DiffTool.Output> {
  public record Input(
      String branch,
      @Doc("compare with this branch; its fork point if left out") @Nullable String against,
      @Doc(value = "with a unified patch", byDefault = "true") boolean patch) {}

  public record Output(
      List<File> files,
      @Doc("paths in .git that differ, not listed") @Nullable Integer gitFiles,
      @Nullable String patch,
      @Doc("whether the patch lacks files because it would be too large") boolean truncated) {}

  public record File(
      String path,
      @Doc("added, modified, deleted, renamed, mode or type") String status,
      @Nullable String renamedFrom,
      int added,
      int removed,
      @Doc("of a binary file") @Nullable Long size,
      @Nullable String sha256) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "diff",
          "What a branch changed since it was forked, or against another branch.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.AGENTS,
          List.of("branch"));

  private final Workspace workspace;

  public DiffTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    var branch = workspace.find(input.branch());
    call.branch(branch.toString());
    var against = input.against();
    var compared =
        workspace.diff(branch, against == null ? null : workspace.find(against), input.patch());
    return new Output(
        compared.files().stream().map(DiffTool::file).toList(),
        compared.gitFiles() == 0 ? null : compared.gitFiles(),
        input.patch() ? compared.patch() : null,
        compared.truncated());
  }

  private static File file(Compared.File file) {
    return new File(
        file.path(),
        file.status(),
        file.renamedFrom(),
        file.added(),
        file.removed(),
        file.size(),
        file.sha256());
  }
}
