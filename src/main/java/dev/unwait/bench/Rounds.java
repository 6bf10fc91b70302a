package dev.unwait.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What was measured: for Unwait and each peer the values of each round, raw.
final class Rounds {
  private final double[][] unwait;
  private final Map<String, double[][]> peers;

  Rounds(double[][] unwait, Map<String, double[][]> peers) {
    if (unwait.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    for (double[][] peer : peers.values()) {
      if (peer.length != unwait.length) {
        throw new IllegalArgumentException("sides with different rounds");
      }
    }
    this.unwait = unwait;
    this.peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
  }

  /// Values of Unwait alone.
  static Rounds alone(double... values) {
    double[][] rounds = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      rounds[i] = new double[] {values[i]};
    }
    return new Rounds(rounds, Map.of());
  }

  double[][] unwait() {
    return unwait;
  }

  /// In the order in which they were named.
  Map<String, double[][]> peers() {
    return peers;
  }

  Set<String> names() {
    return peers.keySet();
  }
}
