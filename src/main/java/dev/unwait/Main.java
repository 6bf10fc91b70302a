package dev.unwait;

import dev.unwait.bench.Bench;
import dev.unwait.bench.ChildDaemons;
import dev.unwait.bench.Folders;
import dev.unwait.bench.Options;
import dev.unwait.cli.Commands;
import dev.unwait.cli.Programs;
import dev.unwait.cli.Terminal;
import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;
import dev.unwait.daemon.Daemon;
import dev.unwait.demo.Demo;
import dev.unwait.json.Json;
import dev.unwait.tool.Shape;
import dev.unwait.tools.DoctorTool;
import dev.unwait.tools.ToolSpecs;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Where the process starts, and where the parts are put together.
public final class Main {
  private Main() {}

  static void main(String[] args) throws InterruptedException {
    var launch = new DaemonLaunch(Main.class.getName());
    System.exit(new Commands(ToolSpecs.ALL, new Parts(), launch, Terminal.system()).run(args));
  }

  private static final class Parts implements Programs {
    private static final long CLOSE_SECONDS_MAX = 20;

    @Override
    public int daemon(DaemonOptions options) throws IOException, InterruptedException {
      var closed = new CountDownLatch(1);
      try (var daemon =
          Daemon.open(options.home(), Daemon.Options.DEFAULT.withHttpPort(options.http()))) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon, closed)));
        daemon.awaitStop();
      } finally {
        closed.countDown();
      }
      return 0;
    }

    /// On a signal: has the daemon close in order, within a bound.
    private static void end(Daemon daemon, CountDownLatch closed) {
      daemon.stop();
      try {
        if (!closed.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
          System.err.println("The daemon did not close in order within its time.");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public int demo(DemoOptions options, Terminal terminal) throws IOException {
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
    public int bench(BenchOptions options, Terminal terminal) throws IOException {
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
    public Json doctor(Home home) throws IOException {
      var answer = DoctorTool.Output.of(Daemon.examine(home));
      return Shape.of(DoctorTool.Output.class).encode(answer);
    }
  }
}
