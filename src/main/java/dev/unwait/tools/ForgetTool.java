package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;

/// Forgets a project with all its branches.
public final class ForgetTool implements Tool<ForgetTool.Input, ForgetTool.Output> {
  public record Input(String project) {}

  public record Output(String project, List<String> discarded) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "forget",
          "Forget a project with all its branches. The live tree is left alone.",
          Input.class,
          Output.class,
          ToolSpec.Effect.DESTROYS,
          ToolSpec.Audience.PEOPLE,
          List.of("project"));

  private final Workspace workspace;

  public ForgetTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    var project = workspace.project(input.project());
    var gone = workspace.forget(project);
    return new Output(
        project.name().value(), gone.stream().map(ref -> ref.name().value()).toList());
  }
}
