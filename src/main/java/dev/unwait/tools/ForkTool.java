package dev.unwait.tools;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.Exactness;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes branches.
public final class ForkTool implements Tool<ForkTool.Input, ForkTool.Output> {
  public record Input(
      @Doc(value = "branch to fork", byDefault = "\"main\"") String from,
      @Doc(value = "how many branches to make", byDefault = "1", min = 1, max = 1000) int count,
      @Doc("name of the new branch; made up if left out") @Nullable String name) {}

  public record Output(List<Made> branches) {}

  public record Made(
      String branch,
      @Doc("where the branch appears to commands") String path,
      @Doc("exact; fenced: a writer in the parent was cut off; copied while commands ran")
          Exactness exactness) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "fork",
          "Make private working trees (branches) from a branch. Costs microseconds, whatever the size.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.AGENTS,
          List.of("from"));

  private final Workspace workspace;

  public ForkTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    var from = workspace.find(input.from());
    call.branch(from.toString());
    var forked = workspace.fork(from, input.count(), name(input.name()));
    return new Output(
        forked.branches().stream()
            .map(ref -> new Made(workspace.shortName(ref), forked.path(), forked.exactness()))
            .toList());
  }

  private static @Nullable BranchName name(@Nullable String text) throws RefusalException {
    if (text == null) {
      return null;
    }
    if (!BranchName.isValid(text)) {
      throw RefusalException.invalid(
          "name a branch \"" + text + "\"",
          "names are letters, digits, dots, underscores and hyphens, at most 64",
          "Choose another name, or leave it out");
    }
    return new BranchName(text);
  }
}
