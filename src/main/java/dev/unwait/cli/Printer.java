package dev.unwait.cli;

import dev.unwait.json.Json;
import dev.unwait.tool.Answer;

/// Prints an answer: as it is with `--json`, else for people.
final class Printer {
  private Printer() {}

  /// @return the exit code
  static int print(String tool, Answer answer, Surroundings surroundings) {
    Terminal terminal = surroundings.terminal();
    return switch (answer) {
      case Answer.Done(Json result) -> {
        print(tool, result, surroundings);
        yield ExitCode.of(tool, result);
      }
      case Answer.Refused refused -> {
        if (surroundings.json()) {
          terminal.out().println(Json.object().put("error", refused.error()).build().write());
        } else {
          terminal.say(refused.refusal().message());
        }
        yield ExitCode.of(refused.refusal().kind());
      }
    };
  }

  static void print(String tool, Json result, Surroundings surroundings) {
    if (surroundings.json()) {
      surroundings.terminal().out().println(result.write());
    } else {
      Views.print(tool, result, surroundings.terminal());
    }
  }
}
