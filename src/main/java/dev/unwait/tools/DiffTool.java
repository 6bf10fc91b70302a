package dev.unwait.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.output.Outputs;
import dev.unwait.output.Source;
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
      @Doc("whether the patch is cut") boolean truncated,
      @Doc("handle of the whole patch, where it is cut") @Nullable String output) {}

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

  /// How much of a patch an answer carries; the rest is behind the handle.
  private static final int ANSWER_CHARACTERS_MAX = 48 << 10;

  private final Workspace workspace;
  private final Outputs outputs;

  public DiffTool(Workspace workspace, Outputs outputs) {
    this.workspace = workspace;
    this.outputs = outputs;
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
    var patch = compared.patch();
    boolean cut = patch.length() > ANSWER_CHARACTERS_MAX;
    return new Output(
        compared.files().stream().map(DiffTool::file).toList(),
        compared.gitFiles() == 0 ? null : compared.gitFiles(),
        input.patch() ? (cut ? head(patch) : patch) : null,
        cut || compared.truncated(),
        cut ? kept(patch) : null);
  }

  /// The first lines, as many as an answer carries.
  private static String head(String patch) {
    return patch.substring(0, patch.lastIndexOf('\n', ANSWER_CHARACTERS_MAX) + 1);
  }

  private String kept(String patch) throws IOException {
    var output = outputs.begin();
    output.append(Source.STDOUT, patch.getBytes(UTF_8));
    output.finish(0);
    outputs.ended(output);
    return output.handle();
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
