package dev.unwait.tools;

import dev.unwait.tool.Call;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.util.List;

/// Ends the daemon.
public final class DownTool implements Tool<DownTool.Input, DownTool.Output> {
  public record Input() {}

  public record Output(boolean stopping) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "down",
          "End the daemon. Branches and outputs stay for the next start.",
          Input.class,
          Output.class,
          ToolSpec.Effect.WRITES,
          ToolSpec.Audience.PEOPLE,
          List.of());

  private final Runnable stop;

  /// @param stop has the daemon end soon, after this call was answered
  public DownTool(Runnable stop) {
    this.stop = stop;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) {
    stop.run();
    return new Output(true);
  }
}
