package dev.unwait.linux;

/// The seam at which a test makes system calls fail: asked before each call, by its manual name.
@FunctionalInterface
public interface Faults {
  /// No call fails but by the kernel's own will.
  Faults NONE = call -> {};

  /// Throws in place of the call, or returns to let it happen.
  void before(String call) throws SystemCallException;
}
