package dev.unwait.shell;

import org.jspecify.annotations.Nullable;

/// The state of a bash as text that brings it back: options, variables, functions, aliases, traps,
/// working directory.
///
/// @param directory the working directory, null for the branch's root
/// @param from which state that is, for people
record State(String text, @Nullable String directory, String from) {
  static final State NONE =
      new State("builtin cd -- \"$UNWAIT_PROJECT\"", null, "the state of a new shell");

  static State of(String text, @Nullable String directory, String from) {
    return new State("builtin cd -- \"$UNWAIT_PROJECT\"\n" + text, directory, from);
  }

  String cwd(String root) {
    return directory == null ? root : directory;
  }
}
