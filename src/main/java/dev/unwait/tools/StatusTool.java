package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what the daemon is doing.
public final class StatusTool implements Tool<StatusTool.Input, StatusTool.Output> {
  public record Input() {}

  public record Output(
      boolean running,
      String version,
      long pid,
      String home,
      long uptimeMs,
      @Doc("how branches are made here") String backend,
      @Nullable String http,
      int projects,
      int branches,
      @Doc("mounted now") int openTrees,
      int shells,
      int connections,
      long memoryBytes,
      @Doc("what the start had to repair") List<String> repairs) {}

  /// Looks at the daemon when asked.
  @FunctionalInterface
  public interface Look {
    Output take() throws IOException;
  }

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "status",
          "Show what the daemon is doing.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.PEOPLE,
          List.of());

  private final Look look;

  public StatusTool(Look look) {
    this.look = look;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    return look.take();
  }
}
