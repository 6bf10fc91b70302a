package dev.unwait.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class ContestTest {
  private static final Pace FOUR_ROUNDS = new Pace(Duration.ZERO, 4, 4, Duration.ofMinutes(1));

  private final List<String> calls = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @Test
  void theSidesTakeTurnsAndEachBeginsOnce() throws Exception {
    var rounds = Contest.run(named("unwait", 2), List.of(named("b", 1)), FOUR_ROUNDS, notes::add);

    assertThat(String.join(" ", calls))
        .isEqualTo("unwait b " + "unwait unwait b b unwait unwait ".repeat(2).stripTrailing());
    assertThat(rounds.unwait()).hasDimensions(4, 2);
    assertThat(rounds.peers().get("b")).hasDimensions(4, 1);
  }

  @Test
  void aPeerThatFailsIsLeftOutWithANote() throws Exception {
    int[] left = {3};
    var failing =
        new Contender(
            "broken",
            1,
            () -> {
              if (left[0]-- == 0) {
                throw new IOException("no such luck");
              }
              return 1;
            });

    var rounds =
        Contest.run(named("unwait", 1), List.of(failing, named("b", 1)), FOUR_ROUNDS, notes::add);

    assertThat(rounds.names()).containsExactly("b");
    assertThat(notes).containsExactly("broken failed: no such luck");
  }

  @Test
  void ifUnwaitFailsThereIsNoResult() {
    var failing =
        new Contender(
            "unwait",
            1,
            () -> {
              throw new IOException("no");
            });

    assertThatThrownBy(() -> Contest.run(failing, List.of(), FOUR_ROUNDS, notes::add))
        .isInstanceOf(IOException.class);
  }

  @Test
  void thePaceEndsByTimeRoundsOrOvertime() {
    var pace = new Pace(Duration.ZERO, 5, 10, Duration.ofSeconds(1));

    assertThat(pace.isOver(4, Duration.ofSeconds(1))).isFalse();
    assertThat(pace.isOver(5, Duration.ofSeconds(1))).isTrue();
    assertThat(pace.isOver(9, Duration.ZERO)).isFalse();
    assertThat(pace.isOver(10, Duration.ZERO)).isTrue();
    assertThat(pace.isOver(1, Duration.ofSeconds(2))).isTrue();
    assertThat(pace.isOver(0, Duration.ofSeconds(9))).isFalse();
  }

  private Contender named(String name, int perRound) {
    return new Contender(
        name,
        perRound,
        () -> {
          calls.add(name);
          return 1;
        });
  }
}
