package dev.unwait.workspace;

import static dev.unwait.testing.Seeds.forEachSeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class RecordsTest {
  private static final List<Exactness> EXACTNESSES = List.of(Exactness.values());

  @Test
  void recordsSurviveTheRoundTrip() {
    forEachSeed(random -> {
      var branch = randomBranch(random);
      var project =
          new Project(
              new ProjectName("p" + random.nextInt(100)),
              "/home/ü/" + random.nextLong(),
              layers(random),
              random.nextLong(0, Long.MAX_VALUE));

      assertThat(Records.branch(Records.encode(branch))).isEqualTo(branch);
      assertThat(Records.project(Records.encode(project))).isEqualTo(project);
    });
  }

  @Test
  void aFormFromTheFutureIsRefused() {
    byte[] bytes = Records.encode(randomBranch(new java.util.SplittableRandom(1)));
    bytes[0] = 99;

    assertThatThrownBy(() -> Records.branch(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("form 99");
  }

  private static Branch randomBranch(RandomGenerator random) {
    return new Branch(
        new BranchRef(new ProjectName("p"), new BranchName("b" + random.nextInt(1000))),
        random.nextBoolean() ? BranchName.MAIN : null,
        new LayerId(random.nextInt(1_000_000)),
        layers(random),
        layers(random),
        random.nextLong(),
        random.nextLong(),
        EXACTNESSES.get(random.nextInt(EXACTNESSES.size())));
  }

  private static List<LayerId> layers(RandomGenerator random) {
    return Stream.generate(() -> new LayerId(random.nextLong(0, Long.MAX_VALUE)))
        .limit(random.nextInt(1, 480))
        .toList();
  }
}
