package dev.unwait.shell;

import dev.unwait.linux.ProcessCalls;
import java.io.IOException;

/// Waits for a command, taking what it prints, and has it ended at its bounds.
final class Execution {
  private final Bash bash;
  private final Running running;
  private final Stopper stopper;
  private final long outputMax;
  private boolean interrupted;

  Execution(Bash bash, Running running, Stopper stopper, long outputMax) {
    this.bash = bash;
    this.running = running;
    this.stopper = stopper;
    this.outputMax = outputMax;
  }

  /// Returns when the command has ended, or its bash, or the whole sandbox.
  ///
  /// @param deadline when it has run for as long as it may
  void await(long deadline) throws IOException {
    long limit = deadline;
    while (!running.done() && !bash.ended()) {
      awaitSomething(Math.min(limit, stopper.next()));
      bash.gather(running);
      if (System.nanoTime() - limit >= 0 && !running.done()) {
        limit = Long.MAX_VALUE;
        stopper.stop("time", ProcessCalls.SIGTERM);
      }
      if (running.printed() > outputMax) {
        stopper.stop("output", ProcessCalls.SIGKILL);
      }
      stopper.step();
    }
    if (!bash.ended()) {
      bash.drain(running);
    }
  }

  private void awaitSomething(long deadline) throws IOException {
    try {
      bash.await(deadline);
    } catch (InterruptedException e) {
      interrupted = true;
      stopper.stop("cancelled", ProcessCalls.SIGTERM);
    }
  }

  /// Whether the caller was cancelled while the command ran.
  boolean interrupted() {
    return interrupted;
  }
}
