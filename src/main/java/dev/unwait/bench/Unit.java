package dev.unwait.bench;

/// What a benchmark's numbers count. Measurements are taken in nanoseconds or bytes and divided at
/// the end.
enum Unit {
  MICROS("µs", 1e3),
  MILLIS("ms", 1e6),
  MEGABYTES("MB", 1e6);

  private final String sign;
  private final double size;

  Unit(String sign, double size) {
    this.sign = sign;
    this.size = size;
  }

  String sign() {
    return sign;
  }

  double of(double raw) {
    return raw / size;
  }

  double raw(double value) {
    return value * size;
  }
}
