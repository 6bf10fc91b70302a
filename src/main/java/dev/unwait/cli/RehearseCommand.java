package dev.unwait.cli;

import dev.unwait.json.Json;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `rehearse`: does what starts do, so that the JVM can record what they load and link. The
/// launcher calls it after a build; it is of no use to people.
final class RehearseCommand implements Command {
  static final String NAME = "rehearse";

  private final Commands commands;

  RehearseCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(NAME, "Record what quick starts need.")
        .addPositional(Options.argument("0", "0..1", "cli|daemon", "Whose starts."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    commands.everything();
    Json.parse("{\"a\":[1,2.5,true,null,\"b\"]}").write();
    return ExitCode.DONE;
  }
}
