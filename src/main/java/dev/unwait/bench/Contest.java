package dev.unwait.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Measures Unwait and its peers in turn, round by round, so that what disturbs the machine
/// disturbs all of them.
final class Contest {
  private static final int WARM_UPS_MAX = 4000;
  private static final double FIRST_TOLD_NANOS = 1e6;

  private final Contender unwait;
  private final List<Contender> peers;
  private final Consumer<String> notes;
  private final Map<Contender, List<double[]>> values = new LinkedHashMap<>();

  private Contest(Contender unwait, List<Contender> peers, Consumer<String> notes) {
    this.unwait = unwait;
    this.peers = new ArrayList<>(peers);
    this.notes = notes;
  }

  /// A peer that fails is left out, and a note says why.
  ///
  /// @throws IOException where Unwait itself fails
  static Rounds run(Contender unwait, List<Contender> peers, Pace pace, Consumer<String> notes)
      throws IOException, InterruptedException {
    return new Contest(unwait, peers, notes).run(pace);
  }

  private Rounds run(Pace pace) throws IOException, InterruptedException {
    warmUp(pace.warmUp());
    long start = System.nanoTime();
    int rounds = 0;
    while (!pace.isOver(rounds, Duration.ofNanos(System.nanoTime() - start))) {
      round(rounds);
      rounds++;
    }
    var measured = new LinkedHashMap<String, double[][]>();
    peers.forEach(peer -> measured.put(peer.name(), array(peer)));
    return new Rounds(array(unwait), measured);
  }

  /// Peers are processes of their own each time; once is enough for their files to be in memory.
  private void warmUp(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    double first = unwait.timed().once();
    for (int i = 1; i < WARM_UPS_MAX && System.nanoTime() < end; i++) {
      unwait.timed().once();
    }
    if (first >= FIRST_TOLD_NANOS) {
      notes.accept("the very first one took " + Figures.duration(first));
    }
    for (var peer : List.copyOf(peers)) {
      measure(new Contender(peer.name(), 1, peer.timed()), peer);
    }
    values.clear();
  }

  /// Each round begins with another contender.
  private void round(int number) throws IOException, InterruptedException {
    var order = new ArrayList<Contender>(List.of(unwait));
    order.addAll(peers);
    for (int i = 0; i < order.size(); i++) {
      measure(order.get((i + number) % order.size()));
    }
  }

  private void measure(Contender contender) throws IOException, InterruptedException {
    measure(contender, contender);
  }

  private void measure(Contender contender, Contender known)
      throws IOException, InterruptedException {
    double[] round = new double[contender.perRound()];
    try {
      for (int i = 0; i < round.length; i++) {
        round[i] = contender.timed().once();
      }
    } catch (IOException e) {
      if (known.equals(unwait)) {
        throw e;
      }
      peers.remove(known);
      notes.accept(contender.name() + " failed: " + e.getMessage());
      return;
    }
    values.computeIfAbsent(contender, _ -> new ArrayList<>()).add(round);
  }

  private double[][] array(Contender contender) {
    return values.getOrDefault(contender, List.of()).toArray(double[][]::new);
  }
}
