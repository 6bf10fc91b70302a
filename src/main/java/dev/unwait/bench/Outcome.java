package dev.unwait.bench;

import dev.unwait.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// What one benchmark came to.
///
/// @param unwait raw, as all samples
/// @param against the peer that the ratio is taken against, if there is one
/// @param met empty where no goal is set or it could not be decided
record Outcome(
    String name,
    String what,
    Unit unit,
    Samples unwait,
    Map<String, Samples> peers,
    Optional<Comparison> against,
    Goal goal,
    Optional<Boolean> met,
    List<String> notes) {
  private static final long SEED = 20260101;
  private static final int DRAWS = 400;

  /// A ratio and what it is one of.
  ///
  /// @param over whether the peer is divided by Unwait, or the other way round
  record Comparison(String peer, boolean over, Ratio ratio) {
    String of() {
      return over ? peer + " / unwait" : "unwait / " + peer;
    }
  }

  Outcome {
    peers = new LinkedHashMap<>(peers);
    notes = List.copyOf(notes);
  }

  static Outcome of(
      String name, String what, Unit unit, Rounds rounds, Goal goal, List<String> notes) {
    var unwait = Samples.pooled(rounds.unwait());
    var peers = new LinkedHashMap<String, Samples>();
    rounds.peers().forEach((peer, values) -> peers.put(peer, Samples.pooled(values)));
    var measured = new InUnit(unit, unwait, peers);
    return new Outcome(
        name, what, unit, unwait, peers, compare(rounds, goal), goal, goal.met(measured), notes);
  }

  /// Against the peer of the goal, else against the first one.
  private static Optional<Comparison> compare(Rounds rounds, Goal goal) {
    return goal.against()
        .filter(against -> rounds.names().contains(against.peer()))
        .or(() -> rounds.names().stream().findFirst().map(peer -> new Goal.Against(peer, true)))
        .map(against -> compare(rounds, against));
  }

  private static Comparison compare(Rounds rounds, Goal.Against against) {
    double[][] theirs = rounds.peers().getOrDefault(against.peer(), new double[0][]);
    var random = new SplittableRandom(SEED);
    var ratio =
        against.over()
            ? Ratio.bootstrap(theirs, rounds.unwait(), DRAWS, random)
            : Ratio.bootstrap(rounds.unwait(), theirs, DRAWS, random);
    return new Comparison(against.peer(), against.over(), ratio);
  }

  Json toJson() {
    var json = Json.object().put("name", name).put("what", what).put("unit", unit.sign());
    json.put("unwait", figures(unwait).build());
    var others = new ArrayList<Json>();
    peers.forEach((peer, samples) -> others.add(named(peer, samples)));
    json.put("peers", others);
    json.put("ratio", against.map(Outcome::ratio).orElse(Json.NULL));
    var text = goal.text(unit);
    json.put("goal", text.isEmpty() ? Json.NULL : Json.of(text));
    json.put("met", met.map(Json::of).orElse(Json.NULL));
    return json.put("notes", Json.strings(notes)).build();
  }

  private static Json ratio(Comparison comparison) {
    return Json.object()
        .put("of", comparison.of())
        .put("median", comparison.ratio().median())
        .put("low", comparison.ratio().low())
        .put("high", comparison.ratio().high())
        .build();
  }

  private Json named(String peer, Samples samples) {
    var figures = Json.object().put("name", peer);
    figures(samples).build().values().forEach(figures::put);
    return figures.build();
  }

  private dev.unwait.json.ObjectBuilder figures(Samples samples) {
    return Json.object()
        .put("p50", unit.of(samples.median()))
        .put("p99", unit.of(samples.p99()))
        .put("n", samples.count());
  }

  /// Raw samples as goals see them.
  private record InUnit(Unit unit, Samples unwait, Map<String, Samples> peers)
      implements Goal.Measured {
    @Override
    public double median() {
      return unit.of(unwait.median());
    }

    @Override
    public double p99() {
      return unit.of(unwait.p99());
    }

    @Override
    public Optional<Double> peerMedian(String peer) {
      return Optional.ofNullable(peers.get(peer)).map(samples -> unit.of(samples.median()));
    }
  }
}
