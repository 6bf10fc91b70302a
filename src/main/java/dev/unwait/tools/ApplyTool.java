package dev.unwait.tools;

import dev.unwait.base.RefusalException;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Applied;
import dev.unwait.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings a branch out of Unwait: into the user's tree, or as a Git branch.
public final class ApplyTool implements Tool<ApplyTool.Input, ApplyTool.Output> {
  public record Input(
      @Doc("branch to bring out") @Nullable String branch,
      @Doc("tree to write to; the imported one if nothing else is given") @Nullable String to,
      @Doc("make a commit on this new branch instead, touching no file") @Nullable String gitBranch,
      @Doc("repository for git_branch; the imported tree if left out") @Nullable String repo,
      @Doc("message of that commit") @Nullable String message,
      @Doc(value = "take the last apply to this tree back", byDefault = "false") boolean undo) {}

  public record Output(
      boolean applied,
      @Nullable String where,
      List<String> paths,
      @Doc("moved: the tree is not what it was when it was imported; then nothing was written")
          List<CommitTool.Conflict> conflicts,
      @Nullable List<String> notes) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "apply",
          "Write a branch's changes to the user's tree, or commit them on a new Git branch there.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.PEOPLE,
          List.of("branch"));

  private final Workspace workspace;

  public ApplyTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException, InterruptedException {
    return switch (apply(input, call)) {
      case Applied.Done done ->
          new Output(
              true,
              done.where(),
              done.paths(),
              List.of(),
              done.notes().isEmpty() ? null : done.notes());
      case Applied.Conflicted no ->
          new Output(
              false,
              null,
              List.of(),
              no.conflicts().stream()
                  .map(c -> new CommitTool.Conflict(c.path(), c.kind()))
                  .toList(),
              null);
    };
  }

  private Applied apply(Input input, Call call) throws IOException, InterruptedException {
    if (input.undo()) {
      return workspace.undoApply(path(input.to()));
    }
    var name = input.branch();
    if (name == null) {
      throw RefusalException.invalid(
          "apply", "no branch is named", "Name one: unwait apply BRANCH");
    }
    if (input.to() != null && input.gitBranch() != null) {
      throw RefusalException.invalid(
          "apply " + name, "to and git_branch exclude each other", "Pass one of them");
    }
    var branch = workspace.find(name);
    call.branch(branch.toString());
    var gitBranch = input.gitBranch();
    if (gitBranch != null) {
      var message = input.message();
      return workspace.applyAsCommit(
          branch, gitBranch, path(input.repo()), message == null ? "" : message);
    }
    return workspace.applyTo(branch, path(input.to()), call::progress);
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null ? null : Path.of(text).toAbsolutePath().normalize();
  }
}
