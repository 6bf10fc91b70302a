package dev.unwait.workspace;

/// Told how far long work has come; called often, so cheap.
@FunctionalInterface
public interface Progress {
  Progress NONE = (done, total, message) -> {};

  /// @param total 0 where it is not known
  void at(long done, long total, String message);
}
