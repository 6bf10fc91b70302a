package dev.unwait.tool;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls several tools one after the other in a single call; later calls may use earlier results.
final class BatchTool implements Tool<BatchTool.Input, BatchTool.Output> {
  static final String NAME = "batch";
  static final int CALLS_MAX = 100;

  static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          NAME,
          "Call several tools in order, in one round trip. An argument may be"
              + " {\"$ref\": \"0#/branches/0/branch\"}: result index # JSON pointer.",
          Input.class,
          Output.class,
          ToolSpec.Effect.DESTROYS,
          ToolSpec.Audience.AGENTS,
          List.of());

  private final Catalogue catalogue;

  /// @param catalogue what can be called: without `batch` itself, so that batches never nest
  BatchTool(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  record Input(
      @Doc(value = "", min = 1, max = CALLS_MAX) List<One> calls,
      @Doc(value = "stop at the first error", byDefault = "true") boolean stopOnError) {}

  record One(String tool, @Doc(value = "", byDefault = "{}") Map<String, Json> arguments) {}

  record Output(List<Result> results) {}

  record Result(boolean ok, @Nullable Json result, @Nullable Json error) {}

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws InterruptedException {
    var results = new ArrayList<Result>();
    for (var one : input.calls) {
      var result = result(call(one, results, call));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      results.add(result);
      call.progress(results.size(), input.calls.size(), one.tool);
      if (!result.ok && input.stopOnError) {
        break;
      }
    }
    return new Output(results);
  }

  private Answer call(One one, List<Result> earlier, Call call) {
    var attempted = "call " + NearMiss.shorten(one.tool) + " as number " + earlier.size();
    var entry = catalogue.find(one.tool, ToolSpec.Audience.AGENTS);
    if (entry == null) {
      var why =
          one.tool.equals(NAME)
              ? "batches do not nest"
              : "there is no such tool" + catalogue.hint(one.tool);
      return new Answer.Refused(new Refusal(Refusal.Kind.MISSING, attempted, why, ""));
    }
    try {
      return entry.invoke(new References(earlier).resolve(new Json.Members(one.arguments)), call);
    } catch (References.Dangling e) {
      return new Answer.Refused(
          new Refusal(
              Refusal.Kind.INVALID, attempted, e.why(), "Refer to the result of an earlier call."));
    }
  }

  private static Result result(Answer answer) {
    return switch (answer) {
      case Answer.Done(var result) -> new Result(true, result, null);
      case Answer.Refused refused -> new Result(false, null, refused.error());
    };
  }
}
