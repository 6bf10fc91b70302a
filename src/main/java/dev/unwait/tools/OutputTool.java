package dev.unwait.tools;

import dev.unwait.base.RefusalException;
import dev.unwait.files.LineFilter;
import dev.unwait.output.Page;
import dev.unwait.output.PageRequest;
import dev.unwait.shell.Shells;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pages and greps what a command printed, and follows jobs.
public final class OutputTool implements Tool<OutputTool.Input, OutputTool.Output> {
  public record Input(
      @Doc("handle that run gave") @Nullable String output,
      @Doc("or a job") @Nullable String job,
      @Doc(value = "first line, from 0; negative counts from the end", byDefault = "0") long from,
      @Doc(value = "how many at most", byDefault = "200", min = 1, max = 10_000) int lines,
      @Doc("only lines with this; RE2") @Nullable String grep,
      @Doc(value = "wait so long for new lines or the end", byDefault = "0", min = 0, max = 600_000)
          long waitMs) {}

  public record Output(
      List<String> lines,
      @Doc("from to ask on with") long next,
      long total,
      @Doc("no more can come") boolean done,
      @Nullable Integer exit,
      @Doc("of each line, with grep") @Nullable List<Long> numbers,
      @Nullable List<String> notes) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "output",
          "Page or grep what a command printed; follow a background job.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.AGENTS,
          List.of("output"));

  private final Shells shells;

  public OutputTool(Shells shells) {
    this.shells = shells;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException, InterruptedException {
    var output = input.output();
    var job = input.job();
    if ((output == null) == (job == null)) {
      throw RefusalException.invalid(
          "read output", "one of output and job is needed", "Pass the handle that run gave");
    }
    var grep = input.grep();
    var request =
        new PageRequest(
            input.from(),
            input.lines(),
            grep == null ? null : LineFilter.of(grep),
            Duration.ofMillis(input.waitMs()));
    Page page = shells.output(output == null ? job : output, request);
    return new Output(
        page.lines(),
        page.next(),
        page.total(),
        page.done(),
        page.exit(),
        grep == null ? null : page.numbers(),
        page.notes().isEmpty() ? null : page.notes());
  }
}
