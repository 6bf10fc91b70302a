package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `up`: starts the daemon, detached or, with `--foreground`, as this process.
final class UpCommand implements Command {
  static final String NAME = "up";
  private static final int PORT_MAX = 65535;

  /// The arguments that make a process of ours the daemon of this home.
  static List<String> foreground(Surroundings surroundings, List<String> options) {
    var arguments = new ArrayList<>(List.of(NAME, "--foreground", Options.HOME));
    arguments.add(surroundings.home().folder().toString());
    arguments.addAll(options);
    return arguments;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(NAME, "Start the daemon of this home, unless it runs already.")
        .addOption(Options.flag("--foreground", "Be the daemon instead of starting one apart."))
        .addOption(
            Options.text("--http", "PORT", "The port of the HTTP door. Default: a free one."));
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    OptionalInt port = port(parsed);
    if (Options.has(parsed, "--foreground")) {
      return surroundings.programs().daemon(new Programs.DaemonOptions(surroundings.home(), port));
    }
    Session session = new Session(surroundings);
    try (DaemonClient client = session.connect(session.hello())) {
      show(client, "runs already", surroundings);
      return ExitCode.DONE;
    } catch (UnreachableException e) {
      session.start(
          port.isPresent() ? List.of("--http", Integer.toString(port.getAsInt())) : List.of());
    }
    try (DaemonClient client = session.connect(session.hello())) {
      show(client, "is up", surroundings);
      return ExitCode.DONE;
    }
  }

  private static OptionalInt port(ParseResult parsed) {
    var given = Options.value(parsed, "--http");
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int port = Integer.parseInt(given.get());
      if (port >= 0 && port <= PORT_MAX) {
        return OptionalInt.of(port);
      }
    } catch (NumberFormatException e) {
      // Said below, together with numbers out of range.
    }
    throw new ParameterException(
        parsed.commandSpec().commandLine(),
        "--http: a port from 0 to " + PORT_MAX + " is needed, not \"" + given.get() + "\"");
  }

  private static void show(DaemonClient client, String state, Surroundings surroundings) {
    Json greeting = client.greeting();
    if (surroundings.json()) {
      surroundings
          .terminal()
          .out()
          .println(
              Json.object()
                  .put("running", true)
                  .put("home", surroundings.home().folder().toString())
                  .put("version", greeting.text("version").orElse(null))
                  .put("pid", greeting.whole("pid").map(Json::of).orElse(null))
                  .build()
                  .write());
    } else {
      surroundings
          .terminal()
          .say(
              "the daemon "
                  + state
                  + " on "
                  + surroundings.home().folder()
                  + " (process "
                  + greeting.whole("pid").map(String::valueOf).orElse("unknown")
                  + ")");
    }
  }
}
