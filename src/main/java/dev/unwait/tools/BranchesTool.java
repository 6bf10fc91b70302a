package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists branches.
public final class BranchesTool implements Tool<BranchesTool.Input, BranchesTool.Output> {
  public record Input(@Doc("only of this project") @Nullable String project) {}

  public record Output(List<Row> branches) {}

  public record Row(
      String branch,
      @Nullable String parent,
      @Doc("clean: nothing uncommitted; changed; busy: a command runs") String state,
      @Doc("files that differ from the fork point, counted in the layers; -1 where too many")
          int changedFiles,
      int layers,
      int shells,
      long ageMs) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "branches",
          "List the branches: parent, state, changed files, layers, shells, age.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.AGENTS,
          List.of("project"));

  private final Workspace workspace;

  public BranchesTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    return new Output(
        workspace.list(input.project()).stream()
            .map(row ->
                new Row(
                    workspace.shortName(row.branch()),
                    row.parent() == null ? null : workspace.shortName(row.parent()),
                    row.state(),
                    row.changedFiles(),
                    row.layers(),
                    row.shells(),
                    row.ageMillis()))
            .toList());
  }
}
