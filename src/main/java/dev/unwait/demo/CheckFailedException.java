package dev.unwait.demo;

import java.io.IOException;

/// A step of the tour did not come to what it should.
final class CheckFailedException extends IOException {
  private static final long serialVersionUID = 1;

  CheckFailedException(String message) {
    super(message);
  }

  static void require(boolean holds, String otherwise) throws CheckFailedException {
    if (!holds) {
      throw new CheckFailedException(otherwise);
    }
  }
}
