package dev.unwait.shell;

import java.time.Duration;

/// How shells are kept; each number has a default.
///
/// @param sandbox what commands see of the machine
/// @param bounds what a command may use
/// @param idlePerProject warm shells kept ready for each project
/// @param shellsMax all shells together, ready ones included
/// @param queueMax calls that may wait for one shell
/// @param startTimeout until a new shell must have answered
/// @param grace between asking a process to end and ending it
/// @param jobTime how long a command in the background may run, where the call itself says nothing
/// @param idle until a quiet shell's state is noted down
/// @param commandMax bytes in a command
/// @param stdinMax bytes given to a command to read
/// @param answerMax bytes of each stream that an answer carries
public record ShellOptions(
    SandboxOptions sandbox,
    Bounds bounds,
    int idlePerProject,
    int shellsMax,
    int queueMax,
    Duration startTimeout,
    Duration grace,
    Duration jobTime,
    Duration idle,
    int commandMax,
    int stdinMax,
    int answerMax) {

  /// The defaults, for a sandbox.
  public static ShellOptions of(SandboxOptions sandbox) {
    return new ShellOptions(
        sandbox,
        Bounds.DEFAULTS,
        8,
        1_000,
        64,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofHours(24),
        Duration.ofMillis(100),
        1 << 20,
        16 << 20,
        16 << 10);
  }

  public ShellOptions with(Bounds other) {
    return new ShellOptions(
        sandbox,
        other,
        idlePerProject,
        shellsMax,
        queueMax,
        startTimeout,
        grace,
        jobTime,
        idle,
        commandMax,
        stdinMax,
        answerMax);
  }

  public ShellOptions with(SandboxOptions other) {
    return new ShellOptions(
        other,
        bounds,
        idlePerProject,
        shellsMax,
        queueMax,
        startTimeout,
        grace,
        jobTime,
        idle,
        commandMax,
        stdinMax,
        answerMax);
  }

  public ShellOptions {
    if (idlePerProject < 0 || shellsMax < 1 || queueMax < 1) {
      throw new IllegalArgumentException("counts of shells must be positive");
    }
    if (commandMax < 1 || stdinMax < 1 || answerMax < 2) {
      throw new IllegalArgumentException("bounds on text must be positive");
    }
  }
}
