package dev.unwait.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a benchmark is meant to reach. Whether it did follows from what was measured, and is open
/// where that was not measured.
sealed interface Goal {
  /// The median is at most this, in the benchmark's unit.
  record AtMost(double limit) implements Goal {}

  /// The 99th percentile is at most this, in the benchmark's unit.
  record TailAtMost(double limit) implements Goal {}

  /// The peer takes at least so many times as long.
  record Faster(String peer, double times) implements Goal {}

  /// Unwait takes at most so many times as long as the peer.
  record Within(String peer, double times) implements Goal {}

  /// Unwait takes at most so much longer than the peer, in the benchmark's unit.
  record AddsAtMost(String peer, double limit) implements Goal {}

  /// Each of these.
  record All(List<Goal> goals) implements Goal {
    public All {
      goals = List.copyOf(goals);
    }
  }

  /// None is set; the numbers stand for themselves.
  record None() implements Goal {}

  static Goal all(Goal... goals) {
    return new All(List.of(goals));
  }

  /// Whether it is met; empty where there is none, or its peer is absent.
  default Optional<Boolean> met(Measured measured) {
    return switch (this) {
      case AtMost(double limit) -> Optional.of(measured.median() <= limit);
      case TailAtMost(double limit) -> Optional.of(measured.p99() <= limit);
      case Faster(String peer, double times) ->
          measured.peerMedian(peer).map(theirs -> theirs >= times * measured.median());
      case Within(String peer, double times) ->
          measured.peerMedian(peer).map(theirs -> measured.median() <= times * theirs);
      case AddsAtMost(String peer, double limit) ->
          measured.peerMedian(peer).map(theirs -> measured.median() - theirs <= limit);
      case All(List<Goal> goals) -> allMet(goals, measured);
      case None() -> Optional.empty();
    };
  }

  private static Optional<Boolean> allMet(List<Goal> goals, Measured measured) {
    boolean open = false;
    for (Goal goal : goals) {
      var met = goal.met(measured);
      if (met.isPresent() && !met.get()) {
        return met;
      }
      open |= met.isEmpty();
    }
    return open ? Optional.empty() : Optional.of(true);
  }

  /// The peer that the ratio is taken against, if the goal names one, and which way.
  default Optional<Against> against() {
    return switch (this) {
      case AtMost _, TailAtMost _, None() -> Optional.empty();
      case Faster(String peer, _) -> Optional.of(new Against(peer, true));
      case Within(String peer, _) -> Optional.of(new Against(peer, false));
      case AddsAtMost(String peer, _) -> Optional.of(new Against(peer, false));
      case All(List<Goal> goals) ->
          goals.stream().flatMap(goal -> goal.against().stream()).findFirst();
    };
  }

  /// As people read it, empty where there is none.
  default String text(Unit unit) {
    return switch (this) {
      case AtMost(double limit) -> "≤ " + plain(limit) + " " + unit.sign();
      case TailAtMost(double limit) -> "p99 ≤ " + plain(limit) + " " + unit.sign();
      case Faster(String peer, double times) -> "≥ " + plain(times) + "× " + peer;
      case Within(String peer, double times) -> "≤ " + plain(times) + "× of " + peer;
      case AddsAtMost(String peer, double limit) ->
          "≤ " + plain(limit) + " " + unit.sign() + " more than " + peer;
      case All(List<Goal> goals) ->
          goals.stream().map(goal -> goal.text(unit)).collect(Collectors.joining(", "));
      case None() -> "";
    };
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(java.util.Locale.ROOT, "%,d", (long) value)
        : Double.toString(value);
  }

  /// @param over whether the peer is divided by Unwait, or the other way round
  record Against(String peer, boolean over) {}

  /// The medians that goals are held against, in the benchmark's unit.
  interface Measured {
    double median();

    double p99();

    Optional<Double> peerMedian(String peer);
  }
}
