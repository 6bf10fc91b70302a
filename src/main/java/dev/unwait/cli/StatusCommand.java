package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `status`: what the daemon of this home is doing, or that there is none.
final class StatusCommand implements Command {
  static final String NAME = "status";

  @Override
  public CommandSpec spec() {
    return Options.command(
        NAME, "Show what the daemon of this home is doing; ends with 3 where none runs.");
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings) throws IOException {
    Session session = new Session(surroundings);
    try (DaemonClient client = session.connect(session.hello())) {
      return Printer.print(NAME, session.call(client, NAME, Json.EMPTY), surroundings);
    } catch (UnreachableException e) {
      if (surroundings.json()) {
        surroundings
            .terminal()
            .out()
            .println(
                Json.object()
                    .put("running", false)
                    .put("home", surroundings.home().folder().toString())
                    .build()
                    .write());
      } else {
        surroundings
            .terminal()
            .say(
                "no daemon runs on " + surroundings.home().folder() + "; start it with: unwait up");
      }
      return ExitCode.UNREACHABLE;
    }
  }
}
