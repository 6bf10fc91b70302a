package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Committed;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folds a branch into its parent.
public final class CommitTool implements Tool<CommitTool.Input, CommitTool.Output> {
  public record Input(
      String branch, @Doc("what the change is, for the journal") @Nullable String message) {}

  public record Output(
      boolean committed,
      @Nullable Integer files,
      @Doc("how often the parent has moved") @Nullable Long generation,
      @Nullable List<Conflict> conflicts) {}

  public record Conflict(String path, String kind) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "commit",
          "Fold a branch into its parent, all or nothing. Conflicts change nothing: fork the parent"
              + " again and bring the change over, or edit the branch to agree.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.AGENTS,
          List.of("branch"));

  private final Workspace workspace;

  public CommitTool(Workspace workspace) {
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
    var message = input.message();
    return switch (workspace.commit(branch, message == null ? "" : message)) {
      case Committed.Done done -> new Output(true, done.files(), done.generation(), null);
      case Committed.Conflicted no ->
          new Output(
              false,
              null,
              null,
              no.conflicts().stream().map(c -> new Conflict(c.path(), c.kind())).toList());
    };
  }
}
