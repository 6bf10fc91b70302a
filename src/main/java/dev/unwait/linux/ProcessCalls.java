package dev.unwait.linux;

/// System calls on processes, pipes and readiness.
public final class ProcessCalls {
  private final Caller caller;

  ProcessCalls(Faults faults) {
    caller = new Caller(faults);
  }
}
