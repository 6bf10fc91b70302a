package dev.unwait.bench;

import static dev.unwait.testing.Seeds.forEachSeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.bench.Table.Column;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class TableTest {
  @Test
  void columnsAreAsWideAsTheirContentsAndLongCellsGoOnBelow() {
    var table = new Table(List.of(Column.left("what", 10), Column.right("µs", 6)));
    table.row("fork", "12").row("a name that is long", "3.5");

    assertThat(table.lines())
        .containsExactly(
            "what      µs", "───────  ───", "fork      12", "a name   3.5", "that is", "long");
  }

  @Test
  void noLineIsWiderThanItsColumnsAllowAndNoWordIsLost() {
    forEachSeed(random -> {
      var table = new Table(List.of(Column.left("a", 7), Column.right("b", 9)));
      var text = new StringBuilder("start");
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append(' ').append("w".repeat(1 + random.nextInt(12)));
      }
      table.row(text.toString(), "1");

      var lines = table.lines();

      assertThat(lines).allMatch(line -> line.codePointCount(0, line.length()) <= 7 + 2 + 9);
      var left = new StringBuilder();
      lines.stream().skip(2).forEach(line -> left.append(line.replaceAll("[ 1]", "")));
      assertThat(left.toString()).isEqualTo(text.toString().replace(" ", ""));
    });
  }

  @Test
  void figuresKeepThreeDigits() {
    assertThat(Figures.duration(431_000)).isEqualTo("431 µs");
    assertThat(Figures.duration(1_234_567)).isEqualTo("1.23 ms");
    assertThat(Figures.duration(12_345_678_901.0)).isEqualTo("12.3 s");
    assertThat(Figures.times(1141.7)).isEqualTo("1,140×");
    assertThat(Figures.times(0.934)).isEqualTo("0.93×");
  }
}
