package dev.unwait.shell;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The state of a bash as text that brings it back: options, variables, functions, aliases, traps,
/// working directory.
///
/// @param directory the working directory, null for the branch's root
/// @param from which state that is, for people
record State(String text, @Nullable String directory, String from) {
  private static final String EXPORTED = "declare -x ";

  /// Variables of the loop itself, which a command may have spoiled.
  private static final Pattern OURS = Pattern.compile("(?m)^declare -\\S+ __uw_.*\n");

  static final State NONE =
      new State("builtin cd -- \"$UNWAIT_PROJECT\"", null, "the state of a new shell");

  static State of(String text, @Nullable String directory, String from) {
    return new State("builtin cd -- \"$UNWAIT_PROJECT\"\n" + text, directory, from);
  }

  /// The text for a bash that begins with these variables: those that are no more are taken away.
  String textAfter(Set<String> environment) {
    if (equals(NONE)) {
      return text;
    }
    var missing = new TreeSet<>(environment);
    text.lines()
        .filter(line -> line.startsWith(EXPORTED))
        .map(line -> line.substring(EXPORTED.length()).split("=", 2)[0])
        .forEach(missing::remove);
    String kept = OURS.matcher(text).replaceAll("");
    return missing.isEmpty() ? kept : "builtin unset " + String.join(" ", missing) + "\n" + kept;
  }

  String cwd(String root) {
    return directory == null ? root : directory;
  }
}
