package dev.unwait.shell;

import java.util.regex.Pattern;

/// Tells from its text how much care a command needs.
final class Caution {
  private static final Pattern CAREFUL =
      Pattern.compile(
          "\\b(exec|trap|set|source|xtrace|verbose|PIPESTATUS)\\b|(^|[;&|\\s])\\.\\s|\\$[?_]");
  private static final Pattern RISKY = Pattern.compile("\\b(exec|kill|pkill|killall|trap)\\b");

  private Caution() {}

  /// Whether it may redirect the shell itself, trace it, or look at what went before.
  static boolean needsCare(String command) {
    return CAREFUL.matcher(command).find();
  }

  /// Whether it may end bash without a trace.
  static boolean mayEndBash(String command) {
    return RISKY.matcher(command).find();
  }
}
