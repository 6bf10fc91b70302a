package dev.unwait.bench;

import dev.unwait.base.RefusalException;
import dev.unwait.client.DaemonClient;
import dev.unwait.client.Hello;
import dev.unwait.client.Home;
import dev.unwait.json.Json;
import dev.unwait.tool.Answer;
import java.io.IOException;

/// The way in through a daemon's socket, as the command line takes it.
public final class SocketDoor implements Door {
  private final DaemonClient client;

  private SocketDoor(DaemonClient client) {
    this.client = client;
  }

  /// @param agent the name that calls are recorded under
  public static SocketDoor connect(Home home, String agent) throws IOException {
    var hello = new Hello("cli", agent, home.folder(), false);
    return new SocketDoor(DaemonClient.connect(home, hello));
  }

  /// The daemon's process.
  long pid() {
    return client.greeting().whole("pid").orElseThrow();
  }

  @Override
  public Json call(String tool, Json arguments) throws IOException {
    return switch (client.call(tool, arguments, (_, _, _) -> {})) {
      case Answer.Done(Json result) -> result;
      case Answer.Refused(var refusal) -> throw new RefusalException(refusal);
    };
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
