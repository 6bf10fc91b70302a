package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;

/// Throws a branch away.
public final class DiscardTool implements Tool<DiscardTool.Input, DiscardTool.Output> {
  public record Input(
      String branch,
      @Doc(value = "also what was forked from it", byDefault = "false") boolean recursive) {}

  public record Output(List<String> discarded) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "discard",
          "Throw a branch away with its shells and jobs.",
          Input.class,
          Output.class,
          ToolSpec.Effect.DESTROYS,
          ToolSpec.Audience.AGENTS,
          List.of("branch"));

  private final Workspace workspace;

  public DiscardTool(Workspace workspace) {
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
    return new Output(
        workspace.discard(branch, input.recursive()).stream().map(workspace::shortName).toList());
  }
}
