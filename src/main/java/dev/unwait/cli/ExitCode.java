package dev.unwait.cli;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;

/// How a command ends, as scripts see it.
final class ExitCode {
  static final int DONE = 0;

  /// The answer is no: a failed check, a conflict, something that is not there.
  static final int NO = 1;

  static final int WRONG_USE = 2;

  static final int UNREACHABLE = 3;

  static final int FAILED = 4;

  private ExitCode() {}

  static int of(Refusal.Kind kind) {
    return switch (kind) {
      case INVALID -> WRONG_USE;
      case MISSING, CONFLICT, LIMIT, UNSUPPORTED, UNAVAILABLE -> NO;
      case FAILED -> FAILED;
    };
  }

  /// What a structured answer means: `run` ends as its command did, a verdict that is no pass and
  /// conflicts are a no, as is a machine that is not healthy.
  static int of(String tool, Json answer) {
    if (tool.equals("run") && answer.whole("exit").isPresent()) {
      return (int) (answer.whole("exit").orElseThrow() & 0xFF);
    }
    boolean failed =
        answer.text("verdict").filter(verdict -> !verdict.equals("pass")).isPresent()
            || !answer.items("conflicts").isEmpty()
            || Json.FALSE.equals(answer.member("held"))
            || Json.FALSE.equals(answer.member("committed"))
            || Json.FALSE.equals(answer.member("healthy"));
    return failed ? NO : DONE;
  }
}
