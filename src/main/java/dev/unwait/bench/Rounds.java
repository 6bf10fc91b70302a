package dev.unwait.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What was measured: for Unwait and each peer the values of each round, raw.
record Rounds(double[][] unwait, Map<String, double[][]> peers) {
  Rounds {
    if (unwait.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    for (double[][] peer : peers.values()) {
      if (peer.length != unwait.length) {
        throw new IllegalArgumentException("sides with different rounds");
      }
    }
    peers = new LinkedHashMap<>(peers);
  }

  /// Values of Unwait alone.
  static Rounds alone(double... values) {
    double[][] rounds = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      rounds[i] = new double[] {values[i]};
    }
    return new Rounds(rounds, Map.of());
  }

  Set<String> names() {
    return peers.keySet();
  }
}
