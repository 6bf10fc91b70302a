package dev.unwait.linux;

import java.io.IOException;

/// The kernel said no: which call, on what, and its error number.
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  /// @param attempted the call and what it was made on, such as `openat2 src/Main.java`
  public SystemCallException(String attempted, int errno) {
    super(attempted + " failed: " + Errno.name(errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }

  public boolean is(int other) {
    return errno == other;
  }
}
