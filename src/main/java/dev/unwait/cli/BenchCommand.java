package dev.unwait.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `bench`: measures Unwait and its peers on the same work in one run.
final class BenchCommand implements Command {
  static final String NAME = "bench";

  @Override
  public CommandSpec spec() {
    return Options.command(
            NAME, "Measure Unwait beside people's tools, on the same work in the same run.")
        .addOption(Options.flag("--quick", "Fewer rounds, a third of the time."))
        .addOption(Options.flag("--large", "Also what takes minutes and gigabytes."))
        .addOption(
            Options.text("--folder", "DIR", "Where to write, and remove it. Default: /var/tmp."))
        .addPositional(
            Options.argument("0..*", "0..*", "NAME", "The benchmarks to run. Default: all."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    return surroundings
        .programs()
        .bench(
            new Programs.BenchOptions(
                Options.arguments(parsed),
                surroundings.json(),
                Options.has(parsed, "--quick"),
                Options.has(parsed, "--large"),
                Options.value(parsed, "--folder").map(surroundings.terminal().folder()::resolve)),
            surroundings.terminal());
  }
}
