package dev.unwait.bench;

import static dev.unwait.testing.Seeds.forEachSeed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class GoalTest {
  private record Numbers(double median, double p99, Map<String, Double> peers)
      implements Goal.Measured {
    @Override
    public Optional<Double> peerMedian(String peer) {
      return Optional.ofNullable(peers.get(peer));
    }
  }

  private final Numbers numbers = new Numbers(2, 9, Map.of("slow", 10.0, "even", 2.1));

  @Test
  void eachSortIsHeldAgainstItsNumber() {
    assertThat(new Goal.AtMost(2).met(numbers)).contains(true);
    assertThat(new Goal.AtMost(1.9).met(numbers)).contains(false);
    assertThat(new Goal.TailAtMost(9).met(numbers)).contains(true);
    assertThat(new Goal.TailAtMost(8).met(numbers)).contains(false);
    assertThat(new Goal.Faster("slow", 5).met(numbers)).contains(true);
    assertThat(new Goal.Faster("slow", 5.1).met(numbers)).contains(false);
    assertThat(new Goal.Within("even", 1).met(numbers)).contains(true);
    assertThat(new Goal.Within("even", 0.9).met(numbers)).contains(false);
    assertThat(new Goal.AddsAtMost("even", -0.1).met(numbers)).contains(true);
    assertThat(new Goal.AddsAtMost("even", -0.2).met(numbers)).contains(false);
  }

  @Test
  void anAbsentPeerLeavesTheGoalOpenUnlessTheRestIsMissed() {
    var absent = new Goal.Faster("absent", 2);

    assertThat(absent.met(numbers)).isEmpty();
    assertThat(Goal.all(new Goal.AtMost(5), absent).met(numbers)).isEmpty();
    assertThat(Goal.all(absent, new Goal.AtMost(1)).met(numbers)).contains(false);
    assertThat(Goal.all(new Goal.AtMost(5), new Goal.AtMost(3)).met(numbers)).contains(true);
  }

  @Test
  void allIsMetWhereEachIs() {
    forEachSeed(random -> {
      var one = new Goal.AtMost(random.nextDouble(4));
      var other = new Goal.TailAtMost(random.nextDouble(18));

      boolean both = one.limit() >= 2 && other.limit() >= 9;
      assertThat(Goal.all(one, other).met(numbers)).contains(both);
    });
  }

  @Test
  void goalsReadAsSentences() {
    var goal = Goal.all(new Goal.AtMost(1), new Goal.Faster("git worktree add", 1000));

    assertThat(goal.text(Unit.MILLIS)).isEqualTo("≤ 1 ms, ≥ 1,000× git worktree add");
    assertThat(new Goal.Within("native", 1.1).text(Unit.MILLIS)).isEqualTo("≤ 1.1× of native");
    assertThat(new Goal.None().text(Unit.MILLIS)).isEmpty();
  }

  @Test
  void everyGoalBelongsToABenchmark() {
    var names = Bench.all().stream().map(Benchmark::name).toList();

    assertThat(names).doesNotHaveDuplicates().containsAll(Goals.names());
  }
}
