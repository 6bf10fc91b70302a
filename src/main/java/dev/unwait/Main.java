package dev.unwait;

import dev.unwait.base.RefusalException;
import dev.unwait.bench.Bench;
import dev.unwait.bench.ChildDaemons;
import dev.unwait.bench.Folders;
import dev.unwait.bench.Options;
import dev.unwait.cli.Commands;
import dev.unwait.cli.Programs;
import dev.unwait.cli.Terminal;
import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;
import dev.unwait.demo.Demo;
import dev.unwait.json.Json;
import dev.unwait.tools.ToolSpecs;
import java.io.IOException;

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
    public int demo(DemoOptions options, Terminal terminal)
        throws IOException, InterruptedException {
      var tour =
          new dev.unwait.demo.DemoOptions(
              options.repository(),
              options.build(),
              options.json(),
              options.keep(),
              Folders.roomy());
      return new Demo(daemons(), terminal.out(), terminal.err(), terminal.watched()).run(tour);
    }

    @Override
    public int bench(BenchOptions options, Terminal terminal)
        throws IOException, InterruptedException {
      var wanted =
          new Options(
              options.names(),
              options.json(),
              options.quick() ? Options.Effort.QUICK : Options.Effort.FULL,
              options.large(),
              options.folder().orElseGet(Folders::roomy));
      return new Bench(daemons(), terminal.out(), terminal.err()).run(wanted);
    }

    /// Daemons that are started as `unwait up` starts its own.
    private static ChildDaemons daemons() {
      return new ChildDaemons(new DaemonLaunch(Main.class.getName()), Main.class.getName());
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
