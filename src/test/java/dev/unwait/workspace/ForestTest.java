package dev.unwait.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class ForestTest {
  private final Forest forest = new Forest();

  @Test
  void aNameAloneMeansTheOnlyBranchThatHasIt() throws RefusalException {
    grow("one", 1);
    var fix = branch("one", "fix", BranchName.MAIN, 5, List.of(1L));
    forest.add(fix);

    assertThat(forest.find("fix")).isEqualTo(fix.ref());
    assertThat(forest.find("one/fix")).isEqualTo(fix.ref());
  }

  @Test
  void aNameInTwoProjectsMustBeGivenInFull() throws RefusalException {
    grow("one", 1);
    grow("two", 10);

    assertThatThrownBy(() -> forest.find("main"))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("one/main")
        .hasMessageContaining("two/main");
    assertThat(forest.find("two/main").project()).isEqualTo(new ProjectName("two"));
  }

  @Test
  void whatIsNoBranchIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> forest.find("main")).hasMessageContaining("unwait import");
    grow("one", 1);
    for (var text : List.of("nope", "one/nope", "nope/main", "a/b/c", "..", "", "one/")) {
      assertThatThrownBy(() -> forest.find(text))
          .as(text)
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("no such branch");
    }
  }

  @Test
  void aNameIsReservedOnce() {
    grow("one", 1);
    var ref = new BranchRef(new ProjectName("one"), new BranchName("fix"));

    assertThat(forest.reserve(ref)).isTrue();
    assertThat(forest.reserve(ref)).isFalse();
    forest.unreserve(List.of(ref));
    assertThat(forest.reserve(ref)).isTrue();
    assertThat(forest.reserve(new BranchRef(ref.project(), BranchName.MAIN))).isFalse();
  }

  @Test
  void layersAreUnheldOnceTheLastRecordIsGone() {
    grow("one", 1);
    var a = forest.add(branch("one", "a", BranchName.MAIN, 5, List.of(3L, 1L)));
    var b = forest.add(branch("one", "b", BranchName.MAIN, 6, List.of(3L, 1L)));

    forest.remove(a);
    assertThat(forest.unheld()).containsExactly(new LayerId(5));
    forest.become(b, b.branch().moved(new LayerId(7), List.of(new LayerId(1))));
    assertThat(forest.unheld()).containsExactly(new LayerId(6));
    forest.remove(b);
    assertThat(forest.unheld()).containsExactlyInAnyOrder(new LayerId(3), new LayerId(7));
    assertThat(forest.isHeld(new LayerId(1))).isTrue();
  }

  private void grow(String name, long base) {
    var layer = List.of(new LayerId(base));
    forest.put(new Project(new ProjectName(name), "/src/" + name, layer, base));
    forest.add(branch(name, "main", null, base + 1, List.of(base)));
  }

  private static Branch branch(
      String project, String name, @Nullable BranchName parent, long top, List<Long> lowers) {
    var layers = lowers.stream().map(LayerId::new).toList();
    return new Branch(
        new BranchRef(new ProjectName(project), new BranchName(name)),
        parent,
        new LayerId(top),
        layers,
        layers,
        0,
        0,
        Exactness.EXACT);
  }
}
