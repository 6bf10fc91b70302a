package dev.unwait.tool;

import dev.unwait.base.Refusal;
import org.jspecify.annotations.Nullable;

/// Is told of every call at every door: where the clock is connected.
///
/// Both ends are on the path of each call and must cost next to nothing.
@FunctionalInterface
public interface CallObserver {
  /// Watches nothing.
  CallObserver NONE = _ -> _ -> {};

  /// Called before a tool starts; what it returns is told of the end.
  Watch started(Start start);

  /// One call being watched.
  @FunctionalInterface
  interface Watch {
    void ended(End end);
  }

  /// What is known at the start.
  ///
  /// @param traceparent the W3C trace context of the caller; null where it gave none
  /// @param queueNanos from the arrival of the request to the start of this call
  record Start(String tool, String agent, @Nullable String traceparent, long queueNanos) {}

  /// What is known at the end, once the answer is written.
  ///
  /// @param branch the branch that the call concerned; null for none
  /// @param overheadNanos from start to end, less what was executed
  /// @param executedNanos what the tool said was the work itself
  /// @param refusal the sort of no; null for a result
  /// @param bytes the size of the answer
  record End(
      @Nullable String branch,
      long overheadNanos,
      long executedNanos,
      Refusal.@Nullable Kind refusal,
      long bytes) {}
}
