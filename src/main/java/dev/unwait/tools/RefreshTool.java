package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings what changed in the live tree into the trunk.
public final class RefreshTool implements Tool<RefreshTool.Input, RefreshTool.Output> {
  public record Input(@Doc("left out: the only project") @Nullable String project) {}

  public record Output(
      String project,
      long added,
      long modified,
      long deleted,
      @Doc("paths that changed both in the live tree and in main; then nothing was taken")
          List<CommitTool.Conflict> conflicts,
      long millis) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "refresh",
          "Bring what changed in the live working tree since its import into main.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.PEOPLE,
          List.of("project"));

  private final Workspace workspace;

  public RefreshTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var done = workspace.refresh(workspace.project(input.project()), call::progress);
    return new Output(
        done.project().value(),
        done.added(),
        done.modified(),
        done.deleted(),
        done.conflicts().stream().map(c -> new CommitTool.Conflict(c.path(), c.kind())).toList(),
        (System.nanoTime() - start) / 1_000_000);
  }
}
