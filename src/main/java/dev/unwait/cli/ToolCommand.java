package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.json.Json;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// A tool of the catalogue as a command.
final class ToolCommand implements Command {
  private final ToolSpec<?, ?> tool;
  private final ToolForm form;

  ToolCommand(ToolSpec<?, ?> tool) {
    this.tool = tool;
    this.form = new ToolForm(tool);
  }

  @Override
  public CommandSpec spec() {
    return form.spec();
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    Json input = form.input(parsed, surroundings.terminal());
    Session session = new Session(surroundings);
    try (DaemonClient client = session.connectOrStart(session.hello())) {
      return Printer.print(tool.name(), session.call(client, tool.name(), input), surroundings);
    }
  }
}
