package dev.unwait.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demo`: the whole of Unwait on a real repository, in a home of its own.
final class DemoCommand implements Command {
  static final String NAME = "demo";

  @Override
  public CommandSpec spec() {
    return Options.command(
            NAME,
            "Show Unwait at work on a Git repository, beside people's tools, in a temporary home.")
        .addOption(
            Options.text("--repo", "PATH", "The repository to show it on. Default: Unwait's own."))
        .addOption(
            Options.text("--build", "COMMAND", "A command that builds it, run in each branch."))
        .addOption(Options.flag("--keep", "Leave what was made in place, to look at."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    var repository = Options.value(parsed, "--repo").map(surroundings.terminal().folder()::resolve);
    return surroundings
        .programs()
        .demo(
            new Programs.DemoOptions(
                repository,
                Options.value(parsed, "--build"),
                surroundings.json(),
                Options.has(parsed, "--keep")),
            surroundings.terminal());
  }
}
