package dev.unwait.testing;

import dev.unwait.bench.Daemons;
import dev.unwait.bench.Door;
import dev.unwait.bench.SocketDoor;
import dev.unwait.client.Home;
import dev.unwait.daemon.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// Daemons in this process, reached through their sockets.
@NullMarked
public final class OwnDaemons implements Daemons {
  private OwnDaemons() {}

  public static OwnDaemons get() {
    return new OwnDaemons();
  }

  @Override
  public Running start(Path folder) throws IOException {
    var home = new Home(Files.createDirectories(folder));
    return new Own(home, Daemon.open(home, Daemon.Options.DEFAULT));
  }

  @Override
  public List<String> stdio(Path home) {
    throw new UnsupportedOperationException("a daemon in this process has no program beside it");
  }

  private record Own(Home home, Daemon daemon) implements Running {
    @Override
    public Door socket(String agent) throws IOException {
      return SocketDoor.connect(home, agent);
    }

    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public void close() throws IOException {
      daemon.close();
    }
  }
}
