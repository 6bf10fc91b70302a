package dev.unwait.linux;

/// The kernel as Unwait sees it: one group of calls each for files, their attributes, mounts and
/// processes.
public record Linux(
    FileCalls files,
    AttributeCalls attributes,
    DescriptorCalls descriptors,
    MountCalls mounts,
    ProcessCalls processes,
    Faults faults) {
  /// The kernel that this process runs on.
  public static Linux real() {
    return with(Faults.NONE);
  }

  /// The kernel that this process runs on, with calls that fail as `faults` says.
  public static Linux with(Faults faults) {
    return new Linux(
        new FileCalls(faults),
        new AttributeCalls(faults),
        new DescriptorCalls(faults),
        new MountCalls(faults),
        new ProcessCalls(faults),
        faults);
  }

  /// A new reader with buffers of its own.
  public Reader reader() {
    return new Reader(faults);
  }
}
