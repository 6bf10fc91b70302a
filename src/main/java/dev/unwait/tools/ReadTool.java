package dev.unwait.tools;

import dev.unwait.files.FileReader;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Branches;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads files of a branch.
public final class ReadTool implements Tool<ReadTool.Input, ReadTool.Output> {
  public record Input(String branch, @Doc(value = "what to read", min = 1) List<Wanted> files) {}

  public record Wanted(
      String path,
      @Doc("first line, from 1") @Nullable Integer from,
      @Doc("how many lines; 2000 if left out") @Nullable Integer lines) {}

  public record Output(List<Part> files) {}

  public record Part(
      String path,
      String text,
      int from,
      int totalLines,
      @Doc("of the whole file, for if_sha256") String sha256,
      @Doc("what is missing and how to get it") @Nullable String note) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "read",
          "Read text files by lines, several at once.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.AGENTS,
          List.of("branch", "files"));

  private final Branches branches;
  private final FileReader reader;

  public ReadTool(Branches branches, FileReader reader) {
    this.branches = branches;
    this.reader = reader;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    var branch = branches.find(input.branch());
    call.branch(branch.toString());
    var wanted =
        input.files().stream()
            .map(file -> new FileReader.Wanted(file.path(), file.from(), file.lines()))
            .toList();
    try (var pin = branches.pin(branch)) {
      var parts = reader.read(pin.tree().fd(), wanted, FileReader.TOTAL_BYTES_DEFAULT);
      return new Output(parts.stream().map(ReadTool::part).toList());
    }
  }

  private static Part part(FileReader.Part part) {
    return new Part(
        part.path(), part.text(), part.from(), part.totalLines(), part.sha256(), part.note());
  }
}
