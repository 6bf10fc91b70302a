package dev.unwait.tools;

import dev.unwait.shell.Shells;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.util.List;

/// Sends a signal to a job.
public final class SignalTool implements Tool<SignalTool.Input, SignalTool.Output> {
  public record Input(
      String job,
      @Doc(value = "TERM, INT, KILL, HUP, USR1 ...", byDefault = "TERM") String signal) {}

  public record Output(boolean sent) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "signal",
          "Signal a background job and all it started.",
          Input.class,
          Output.class,
          ToolSpec.Effect.DESTROYS,
          ToolSpec.Audience.AGENTS,
          List.of("job", "signal"));

  private final Shells shells;

  public SignalTool(Shells shells) {
    this.shells = shells;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    return new Output(shells.signal(input.job(), input.signal()));
  }
}
