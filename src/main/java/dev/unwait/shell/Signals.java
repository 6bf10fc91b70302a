package dev.unwait.shell;

import dev.unwait.base.RefusalException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// The signals that a job can be sent, by name or number; see signal(7).
final class Signals {
  private static final int MAX = 64;
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ABRT", 6),
          Map.entry("KILL", 9),
          Map.entry("USR1", 10),
          Map.entry("USR2", 12),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15),
          Map.entry("CONT", 18),
          Map.entry("STOP", 19),
          Map.entry("TSTP", 20),
          Map.entry("WINCH", 28));

  private Signals() {}

  static int parse(String text) throws RefusalException {
    String name = text.strip().toUpperCase(Locale.ROOT);
    Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
    if (number != null) {
      return number;
    }
    if (name.matches("\\d{1,2}") && Integer.parseInt(name) <= MAX && !name.matches("0+")) {
      return Integer.parseInt(name);
    }
    throw RefusalException.invalid(
        "send signal \"" + text + "\"",
        "there is no signal of that name",
        "Take a number, or one of " + new TreeSet<>(NUMBERS.keySet()));
  }
}
