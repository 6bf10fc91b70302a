package dev.unwait.output;

/// Which of a command's two streams something was printed to.
public enum Source {
  STDOUT,
  STDERR
}
