package dev.unwait.linux;

/// System calls on mounts and namespaces: the mount interface of Linux 5.2 and later.
public final class MountCalls {
  private final Caller caller;

  MountCalls(Faults faults) {
    caller = new Caller(faults);
  }
}
