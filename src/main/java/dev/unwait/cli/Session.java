package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.Hello;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import dev.unwait.tool.Answer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Calls the daemon on behalf of one command, starting it where that is wanted.
final class Session {
  /// How long Ctrl-C waits for the daemon to say that the call is given up.
  private static final long CANCEL_SECONDS_MAX = 2;

  private final Surroundings surroundings;

  Session(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// A connection to the daemon, which is started where it does not run.
  DaemonClient connectOrStart(Hello hello) throws IOException, InterruptedException {
    try {
      return connect(hello);
    } catch (UnreachableException e) {
      surroundings.terminal().say("starting the daemon on " + surroundings.home().folder());
      start(List.of());
      return connect(hello);
    }
  }

  /// @throws UnreachableException where no daemon runs
  DaemonClient connect(Hello hello) throws IOException {
    return DaemonClient.connect(surroundings.home(), hello);
  }

  /// Starts the daemon and waits until it listens.
  ///
  /// @param options of `up`
  void start(List<String> options) throws IOException, InterruptedException {
    surroundings.launch().start(surroundings.home(), UpCommand.foreground(surroundings, options));
  }

  Hello hello() {
    return new Hello("cli", "cli", surroundings.terminal().folder(), false);
  }

  /// Makes one call; says how far it has come where a person watches, and gives it up on Ctrl-C.
  Answer call(DaemonClient client, String tool, Json input) throws IOException {
    var answered = new CountDownLatch(1);
    Thread cancel = new Thread(() -> cancel(client, answered), "cancel");
    Runtime.getRuntime().addShutdownHook(cancel);
    try (var progress = ProgressLine.start(surroundings.terminal(), tool)) {
      return client.call(tool, input, progress);
    } finally {
      answered.countDown();
      remove(cancel);
    }
  }

  private static void cancel(DaemonClient client, CountDownLatch answered) {
    try {
      if (client.cancel()) {
        answered.await(CANCEL_SECONDS_MAX, TimeUnit.SECONDS);
      }
    } catch (IOException | InterruptedException e) {
      answered.countDown(); // The process ends now; whoever serves the call sees that as well.
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook is at work already.
    }
  }
}
