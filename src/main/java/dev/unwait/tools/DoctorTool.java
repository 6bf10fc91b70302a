package dev.unwait.tools;

import dev.unwait.doctor.Check;
import dev.unwait.tool.Call;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Shows what this machine allows.
public final class DoctorTool implements Tool<DoctorTool.Input, DoctorTool.Output> {
  public record Input() {}

  public record Output(boolean healthy, List<Row> checks) {
    /// The answer for these checks.
    public static Output of(List<Check> checks) {
      return new Output(
          checks.stream().noneMatch(check -> check.state() == Check.State.MISSING),
          checks.stream().map(Row::of).toList());
    }
  }

  public record Row(String name, String state, String detail, @Nullable String next) {
    static Row of(Check check) {
      return new Row(
          check.name(),
          check.state().name().toLowerCase(Locale.ROOT),
          check.detail(),
          check.next().isEmpty() ? null : check.next());
    }
  }

  /// Examines the machine when asked.
  @FunctionalInterface
  public interface Examination {
    List<Check> make() throws IOException;
  }

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "doctor",
          "Show what this machine allows, and what Unwait does where it does not.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.PEOPLE,
          List.of());

  private final Examination examination;

  public DoctorTool(Examination examination) {
    this.examination = examination;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException {
    return Output.of(examination.make());
  }
}
