package dev.unwait.demo;

import dev.unwait.bench.Figures;
import java.io.PrintStream;
import java.util.List;

/// Tells the tour, one line a step.
final class Narrator {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String DIM = "\u001b[2m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";
  private static final String LINE = "%s %-11s %s%s";

  private final PrintStream out;
  private final boolean colours;

  Narrator(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  void title(String text) {
    out.println(paint(BOLD, text));
  }

  void line(String text) {
    out.println(text);
  }

  void lines(List<String> lines) {
    lines.forEach(out::println);
  }

  void done(String step, String what, double nanos) {
    var took = paint(DIM, "  (" + Figures.duration(nanos) + ")");
    out.printf(LINE + "%n", paint(GREEN, "✓"), step, what, took);
  }

  void failed(String step, String why) {
    out.printf(LINE + "%n", paint(RED, "✗"), step, why, "");
  }

  /// A line that belongs to the step before.
  void detail(boolean good, String text) {
    out.printf("    %s %s%n", good ? paint(GREEN, "✓") : paint(DIM, "✗"), text);
  }

  private String paint(String colour, String text) {
    return colours ? colour + text + PLAIN : text;
  }
}
