package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.util.List;

/// Lists the projects.
public final class ProjectsTool implements Tool<ProjectsTool.Input, ProjectsTool.Output> {
  public record Input() {}

  public record Output(List<Row> projects) {}

  public record Row(String project, String path) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "projects",
          "List the working trees that were imported.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.PEOPLE,
          List.of());

  private final Workspace workspace;

  public ProjectsTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) {
    return new Output(
        workspace.projects().stream()
            .map(project -> new Row(project.name().value(), project.path()))
            .toList());
  }
}
