package dev.unwait.shell;

import dev.unwait.linux.Errno;
import dev.unwait.linux.Linux;
import dev.unwait.linux.ProcessCalls;
import dev.unwait.linux.SystemCallException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Ends a running command, in steps: ask, insist, end bash itself, end the whole sandbox. Any
/// thread may begin it; who waits for the command takes the steps.
///
/// Bash is told first, so that it does not go on with what follows in the command.
final class Stopper {
  private static final long STEP_NANOS = Duration.ofMillis(500).toNanos();

  private enum Step {
    NONE,
    ASKED,
    INSISTED,
    BASH_ENDED,
    ALL_ENDED
  }

  private final Linux linux;
  private final Bash bash;
  private final int bashInnerPid;
  private final Set<Kin.Member> spared;
  private final Duration grace;
  private final ReentrantLock lock = new ReentrantLock();
  // Under the lock; the time and the reason may be read without it.
  private Step step = Step.NONE;
  private volatile long next = Long.MAX_VALUE;
  private volatile @Nullable String reason;

  /// @param bashInnerPid the process number of bash within the sandbox
  /// @param spared processes that earlier commands left behind
  Stopper(Linux linux, Bash bash, int bashInnerPid, Set<Kin.Member> spared, Duration grace) {
    this.linux = linux;
    this.bash = bash;
    this.bashInnerPid = bashInnerPid;
    this.spared = spared;
    this.grace = grace;
  }

  /// Why the command was stopped, null if it was not.
  @Nullable String reason() {
    return reason;
  }

  /// When {@link #step} wants to be called.
  long next() {
    return next;
  }

  /// Begins to end the command; the first reason counts.
  void stop(String why, int signal) {
    lock.lock();
    try {
      if (reason != null) {
        signalOthers(signal);
        return;
      }
      reason = why;
      step = Step.ASKED;
      next = System.nanoTime() + grace.toNanos();
      signalBash(ProcessCalls.SIGRTMAX);
      signalOthers(signal);
      bash.wake(); // Whoever waits learns when to take the next step.
    } finally {
      lock.unlock();
    }
  }

  /// Ends everything in the sandbox at once.
  void stopAll(String why) {
    lock.lock();
    try {
      if (reason == null) {
        reason = why;
      }
      step = Step.ALL_ENDED;
      next = Long.MAX_VALUE;
      bash.kill();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the next step if its time has come.
  void step() {
    if (System.nanoTime() - next < 0) {
      return;
    }
    lock.lock();
    try {
      next = System.nanoTime() + STEP_NANOS;
      switch (step) {
        case NONE -> next = Long.MAX_VALUE;
        case ASKED -> {
          step = Step.INSISTED;
          signalOthers(ProcessCalls.SIGKILL);
        }
        case INSISTED -> {
          step = Step.BASH_ENDED;
          signalBash(ProcessCalls.SIGKILL);
        }
        case BASH_ENDED, ALL_ENDED -> stopAll("");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Sends a signal to what the command has started.
  void signalOthers(int signal) {
    for (var process : Kin.below(bash.initPid())) {
      if (!spared.contains(process) && Kin.innerPid(process.pid()) != bashInnerPid) {
        send(process, signal);
      }
    }
  }

  private void signalBash(int signal) {
    for (var process : Kin.below(bash.initPid())) {
      if (Kin.innerPid(process.pid()) == bashInnerPid) {
        send(process, signal);
        return;
      }
    }
  }

  private void send(Kin.Member process, int signal) {
    try {
      int handle = linux.processes().pidfd_open(process.pid());
      try {
        if (Kin.start(process.pid()) == process.start()) {
          linux.processes().pidfd_send_signal(handle, signal);
        }
      } finally {
        linux.files().close(handle);
      }
    } catch (SystemCallException e) {
      if (!e.is(Errno.ESRCH) && !e.is(Errno.EINVAL)) {
        throw new IllegalStateException("a process of a shell could not be signalled", e);
      }
    }
  }
}
