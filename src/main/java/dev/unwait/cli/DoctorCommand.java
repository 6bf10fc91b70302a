package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `doctor`: what this machine allows. The daemon says it where one runs; else a process that sees
/// the machine as a daemon would.
final class DoctorCommand implements Command {
  static final String NAME = "doctor";
  private static final String HERE = "--here";

  @Override
  public CommandSpec spec() {
    return Options.command(
            NAME, "Show what this machine allows, and what Unwait does where it does not.")
        .addOption(
            OptionSpec.builder(HERE)
                .type(boolean.class)
                .arity("0")
                .hidden(true)
                .description("Probe in this process.")
                .build());
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    if (Options.has(parsed, HERE)) {
      Printer.print(NAME, surroundings.programs().doctor(surroundings.home()), surroundings);
      return ExitCode.DONE;
    }
    Session session = new Session(surroundings);
    try (DaemonClient client = session.connect(session.hello())) {
      return Printer.print(NAME, session.call(client, NAME, Json.EMPTY), surroundings);
    } catch (UnreachableException e) {
      var arguments = new ArrayList<>(List.of(NAME, HERE, Options.HOME));
      arguments.add(surroundings.home().folder().toString());
      if (surroundings.json()) {
        arguments.add(Options.JSON);
      }
      return surroundings.launch().runHere(arguments);
    }
  }
}
