package dev.unwait.bench;

import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts daemons the way `unwait up` does.
public final class ChildDaemons implements Daemons {
  private static final long END_SECONDS_MAX = 30;
  private static final List<String> CLIENT_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");

  private final DaemonLaunch launch;
  private final String main;

  /// @param main the class that starts a process of ours
  public ChildDaemons(DaemonLaunch launch, String main) {
    this.launch = launch;
    this.main = main;
  }

  @Override
  public Running start(Path folder) throws IOException, InterruptedException {
    var home = new Home(folder);
    launch.start(home, List.of("up", "--foreground", "--home", folder.toString()));
    try (var door = SocketDoor.connect(home, "bench")) {
      return new Child(home, door.pid());
    }
  }

  @Override
  public List<String> stdio(Path folder) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(CLIENT_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of("mcp", "--no-import", "--home", folder.toString()));
    return command;
  }

  private record Child(Home home, long pid) implements Running {
    @Override
    public Door socket(String agent) throws IOException {
      return SocketDoor.connect(home, agent);
    }

    @Override
    public void close() throws IOException {
      var process = ProcessHandle.of(pid);
      try (var door = SocketDoor.connect(home, "bench")) {
        door.call("down", Json.EMPTY);
      } catch (UnreachableException e) {
        process.ifPresent(ProcessHandle::destroy);
      }
      process.ifPresent(Child::await);
    }

    private static void await(ProcessHandle process) {
      try {
        process.onExit().get(END_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      } catch (TimeoutException | ExecutionException e) {
        process.destroyForcibly();
      }
    }
  }
}
