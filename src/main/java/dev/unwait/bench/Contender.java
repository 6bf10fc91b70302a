package dev.unwait.bench;

import java.io.IOException;

/// One of the ways to do a piece of work.
///
/// @param perRound how often it is measured in a round: more often where it is quick
record Contender(String name, int perRound, Timed timed) {
  /// Does the work once and returns what it cost, in nanoseconds or bytes. What is not part of the
  /// work, such as cleaning up, it leaves out of that.
  @FunctionalInterface
  interface Timed {
    double once() throws IOException, InterruptedException;
  }

  /// A step that fails as the outside world does.
  @FunctionalInterface
  interface Step {
    void run() throws IOException, InterruptedException;
  }

  /// How long a step takes, in nanoseconds.
  static double nanos(Step step) throws IOException, InterruptedException {
    long start = System.nanoTime();
    step.run();
    return System.nanoTime() - start;
  }

  static Contender of(String name, int perRound, Step step) {
    return new Contender(name, perRound, () -> nanos(step));
  }
}
