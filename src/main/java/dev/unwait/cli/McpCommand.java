package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.Hello;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `mcp`: an MCP server on standard input and output, which is the daemon's own.
final class McpCommand implements Command {
  static final String NAME = "mcp";

  @Override
  public CommandSpec spec() {
    return Options.command(
            NAME,
            "Be an MCP server on standard input and output, for an agent to start.",
            "A working tree that no project covers yet is imported at the first call that needs it.")
        .addOption(Options.text("--agent", "NAME", "The name that calls are recorded under."))
        .addOption(Options.flag("--no-import", "Never import a working tree unasked."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    Terminal terminal = surroundings.terminal();
    String agent =
        Options.value(parsed, "--agent")
            .or(() -> Optional.ofNullable(terminal.environment().apply("UNWAIT_AGENT")))
            .orElse(NAME);
    boolean imports = !Options.has(parsed, "--no-import");
    Hello hello = new Hello(NAME, agent, terminal.folder(), imports);
    try (DaemonClient client = new Session(surroundings).connectOrStart(hello)) {
      if (client.pumpStandard()) {
        return ExitCode.DONE;
      }
      terminal.say("the daemon ended the session; see " + surroundings.home().log());
      return ExitCode.UNREACHABLE;
    }
  }
}
