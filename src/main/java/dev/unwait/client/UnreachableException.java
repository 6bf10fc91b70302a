package dev.unwait.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The daemon cannot be reached: it does not run, or it went away in the middle of a call.
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1;

  UnreachableException(String message) {
    super(message);
  }

  UnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
