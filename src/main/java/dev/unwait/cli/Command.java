package dev.unwait.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// One command below `unwait`.
interface Command {
  /// What it takes; made anew at each call.
  CommandSpec spec();

  /// @return the exit code
  int run(ParseResult parsed, Surroundings surroundings) throws IOException, InterruptedException;
}
