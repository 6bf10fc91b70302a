package dev.unwait.transfer;

/// Hears now and then how far a copy is; called on the copying threads, one call at a time or more.
@FunctionalInterface
public interface ProgressListener {
  /// Nobody listens.
  ProgressListener NONE = (files, bytes) -> {};

  /// @param files entries done so far, of all kinds
  void progressed(long files, long bytes);
}
