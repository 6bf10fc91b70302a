package dev.unwait.bench;

import java.util.Locale;

/// Numbers as people read them: three digits that count.
public final class Figures {
  private static final double MICRO = 1e3;
  private static final double MILLI = 1e6;
  private static final double SECOND = 1e9;
  private static final double TEN = 10;
  private static final double HUNDRED = 100;
  private static final int DIGITS = 1000;

  private Figures() {}

  /// Nanoseconds in the unit that suits them: `0.43 ms` as `430 µs`.
  public static String duration(double nanos) {
    if (nanos >= SECOND) {
      return number(nanos / SECOND) + " s";
    }
    if (nanos >= MILLI) {
      return number(nanos / MILLI) + " ms";
    }
    return number(nanos / MICRO) + " µs";
  }

  /// How many times: `0.93×`, `12.4×`, `1,140×`.
  public static String times(double factor) {
    return number(factor) + "×";
  }

  public static String number(double value) {
    double size = Math.abs(value);
    if (size >= HUNDRED) {
      return String.format(Locale.ROOT, "%,d", Math.round(rounded(value)));
    }
    if (size >= TEN) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /// Leaves three digits of what is larger than a thousand.
  private static double rounded(double value) {
    double step = 1;
    while (Math.abs(value) / step >= DIGITS) {
      step *= TEN;
    }
    return Math.round(value / step) * step;
  }

  static String raw(Unit unit, double value) {
    return switch (unit) {
      case MICROS, MILLIS -> duration(value);
      case MEGABYTES -> number(unit.of(value)) + " " + unit.sign();
    };
  }
}
