package dev.unwait.tools;

import dev.unwait.base.RefusalException;
import dev.unwait.files.Changed;
import dev.unwait.files.Edit;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Branches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Edits files of a branch, all edits or none.
public final class EditTool implements Tool<EditTool.Input, EditTool.Output> {
  public record Input(
      String branch,
      @Doc(value = "done in order, all or none", min = 1) List<Change> edits,
      @Doc("digest that a file must have before, by path")
          @Nullable Map<String, String> ifSha256) {}

  @Doc("one of: old and new; content; delete; rename_to")
  public record Change(
      String path,
      @Doc("text to replace; must occur once unless all") @Nullable String old,
      @Nullable String new_,
      @Nullable Boolean all,
      @Doc("whole new content") @Nullable String content,
      @Nullable Boolean delete,
      @Nullable String renameTo) {}

  public record Output(List<Row> changed) {}

  public record Row(
      String path,
      @Doc("created, modified, deleted or renamed") String change,
      @Nullable String sha256) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "edit",
          "Change files: replace text, write, delete, rename. All edits or none.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.AGENTS,
          List.of("branch"));

  private final Branches branches;
  private final JournaledEdits editor;

  public EditTool(Branches branches, JournaledEdits editor) {
    this.branches = branches;
    this.editor = editor;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    var edits = new ArrayList<Edit>(input.edits().size());
    for (var change : input.edits()) {
      edits.add(edit(change));
    }
    var branch = branches.find(input.branch());
    call.branch(branch.toString());
    var guards = input.ifSha256();
    try (var pin = branches.pin(branch)) {
      var changed = editor.edit(pin, edits, guards == null ? Map.of() : guards);
      return new Output(changed.stream().map(EditTool::row).toList());
    }
  }

  private static Row row(Changed changed) {
    return new Row(
        changed.path(), changed.kind().name().toLowerCase(Locale.ROOT), changed.sha256());
  }

  private static Edit edit(Change change) throws RefusalException {
    var old = change.old();
    var with = change.new_();
    var content = change.content();
    var to = change.renameTo();
    boolean delete = Boolean.TRUE.equals(change.delete());
    int forms =
        (old != null || with != null ? 1 : 0)
            + (content != null ? 1 : 0)
            + (delete ? 1 : 0)
            + (to != null ? 1 : 0);
    if (forms != 1 || (old == null) != (with == null)) {
      throw RefusalException.invalid(
          "edit " + change.path(),
          "it says not exactly one thing to do",
          "Give one of: old and new; content; delete: true; rename_to");
    }
    if (old != null && with != null) {
      return new Edit.Replace(change.path(), old, with, Boolean.TRUE.equals(change.all()));
    }
    if (content != null) {
      return new Edit.Write(change.path(), content);
    }
    return to != null ? new Edit.RenameTo(change.path(), to) : new Edit.Delete(change.path());
  }
}
