package dev.unwait;

import dev.unwait.base.RefusalException;
import dev.unwait.cli.Commands;
import dev.unwait.cli.Programs;
import dev.unwait.cli.Terminal;
import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;
import dev.unwait.json.Json;
import dev.unwait.tools.ToolSpecs;

/// Where the process starts, and where the parts are put together.
public final class Main {
  private Main() {}

  static void main(String[] args) throws InterruptedException {
    var launch = new DaemonLaunch(Main.class.getName());
    System.exit(new Commands(ToolSpecs.ALL, new Parts(), launch, Terminal.system()).run(args));
  }

  private static final class Parts implements Programs {
    @Override
    public int daemon(DaemonOptions options) throws RefusalException {
      throw absent("run a daemon");
    }

    @Override
    public int demo(DemoOptions options, Terminal terminal) throws RefusalException {
      throw absent("run the demonstration");
    }

    @Override
    public int bench(BenchOptions options, Terminal terminal) throws RefusalException {
      throw absent("run benchmarks");
    }

    @Override
    public Json doctor(Home home) throws RefusalException {
      throw absent("probe this machine");
    }

    private static RefusalException absent(String attempted) {
      return RefusalException.unsupported(attempted, "it is not part of this build", "");
    }
  }
}
