package dev.unwait.demo;

import java.util.List;

/// A change to a real repository that is tried in several ways at once, and how each is built and
/// tested.
///
/// @param task what is wanted, one clause
/// @param file the source file that is edited
/// @param anchor a text that stands once in it, behind which code goes
/// @param testFile a new file that holds the test
/// @param build a shell command that ends with 0 where the change compiles
/// @param test a shell command that ends with 0 where the change does what it should
/// @param attempts at least one that is right
record Recipe(
    String task,
    String file,
    String anchor,
    String testFile,
    String testText,
    String build,
    String test,
    List<Attempt> attempts) {

  /// One way to make the change.
  ///
  /// @param code what goes behind the anchor
  /// @param expected how it ends
  record Attempt(String idea, String code, Ending expected) {}

  /// How an attempt can end.
  enum Ending {
    DOES_NOT_BUILD,
    FAILS_ITS_TEST,
    PASSES
  }

  Recipe {
    attempts = List.copyOf(attempts);
    if (attempts.stream().noneMatch(attempt -> attempt.expected() == Ending.PASSES)) {
      throw new IllegalArgumentException("no attempt can pass");
    }
  }

  /// The same with another build command.
  Recipe withBuild(String command) {
    return new Recipe(
        task, file, anchor, testFile, testText, command + " && " + build, test, attempts);
  }
}
