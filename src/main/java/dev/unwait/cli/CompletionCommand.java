package dev.unwait.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `completion`: a script that teaches bash or zsh to complete commands and options.
final class CompletionCommand implements Command {
  static final String NAME = "completion";
  private static final List<String> SHELLS = List.of("bash", "zsh");

  private final Supplier<CommandLine> everything;

  /// @param everything makes the command line with all its commands
  CompletionCommand(Supplier<CommandLine> everything) {
    this.everything = everything;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(NAME, "Print a completion script for bash or zsh.")
        .addPositional(Options.argument("0", "0..1", "bash|zsh", "The shell. Default: bash."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings) {
    List<String> given = Options.arguments(parsed);
    if (!SHELLS.containsAll(given)) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), "bash or zsh is needed, not " + given.getFirst());
    }
    // One script serves both: under zsh it loads bash's completion functions itself.
    surroundings.terminal().out().println(AutoComplete.bash(Commands.NAME, everything.get()));
    return ExitCode.DONE;
  }
}
