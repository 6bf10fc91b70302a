package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import dev.unwait.tool.Answer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `down`: asks the daemon to end, and waits until it has.
final class DownCommand implements Command {
  static final String NAME = "down";
  private static final long END_SECONDS_MAX = 60;

  @Override
  public CommandSpec spec() {
    return Options.command(
        NAME, "End the daemon of this home. Branches and outputs stay for the next start.");
  }

  @Override
  public int run(ParseResult parsed, Surroundings surroundings)
      throws IOException, InterruptedException {
    Session session = new Session(surroundings);
    try (DaemonClient client = session.connect(session.hello())) {
      Optional<ProcessHandle> process = client.greeting().whole("pid").flatMap(ProcessHandle::of);
      Optional<Answer> answer = ask(session, client);
      if (answer.isPresent() && answer.get() instanceof Answer.Refused) {
        return Printer.print(NAME, answer.get(), surroundings);
      }
      if (process.isPresent() && !ends(process.get())) {
        surroundings
            .terminal()
            .say(
                "the daemon has not ended within "
                    + END_SECONDS_MAX
                    + " s; look at "
                    + surroundings.home().log()
                    + ", or end process "
                    + process.get().pid());
        return ExitCode.FAILED;
      }
      return done("the daemon has ended", surroundings);
    } catch (UnreachableException e) {
      return done("no daemon runs on " + surroundings.home().folder(), surroundings);
    }
  }

  /// The daemon may be gone before its answer is here: then it has ended, too.
  private static Optional<Answer> ask(Session session, DaemonClient client) throws IOException {
    try {
      return Optional.of(session.call(client, NAME, Json.EMPTY));
    } catch (UnreachableException e) {
      return Optional.empty();
    }
  }

  private static boolean ends(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(END_SECONDS_MAX, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for the end of a process failed", e);
    }
  }

  private static int done(String what, Surroundings surroundings) {
    if (surroundings.json()) {
      surroundings.terminal().out().println(Json.object().put("running", false).build().write());
    } else {
      surroundings.terminal().say(what);
    }
    return ExitCode.DONE;
  }
}
