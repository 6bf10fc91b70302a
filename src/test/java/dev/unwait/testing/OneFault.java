package dev.unwait.testing;

import dev.unwait.linux.Errno;
import dev.unwait.linux.Faults;
import dev.unwait.linux.SystemCallException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;

/// Lets one system call fail, or end the process, counted from when it is armed. Threads that only
/// tidy up in the background are left alone, and so is close, for a descriptor is gone in any case.
@NullMarked
public final class OneFault implements Faults {
  private static final List<String> TIDYING =
      List.of("sweeper", "layer-collector", "layer-compactor");

  private final AtomicInteger left = new AtomicInteger();
  private final boolean kill;
  private volatile String struck = "";

  private OneFault(boolean kill) {
    this.kill = kill;
  }

  public static OneFault failing() {
    return new OneFault(false);
  }

  public static OneFault killing() {
    return new OneFault(true);
  }

  public void arm(int calls) {
    struck = "";
    left.set(calls);
  }

  /// @return the call that failed since it was armed; empty if none was reached
  public String disarm() {
    left.set(0);
    return struck;
  }

  @Override
  public void before(String call) throws SystemCallException {
    if (call.equals("close") || TIDYING.contains(Thread.currentThread().getName())) {
      return;
    }
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) == 1) {
      if (kill) {
        Runtime.getRuntime().halt(137);
      }
      struck = call;
      throw new SystemCallException(call, Errno.EIO);
    }
  }
}
