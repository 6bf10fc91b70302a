package dev.unwait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.tools.ToolSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command has examples, and each of them is right.
@NullMarked
class ExamplesTest {
  private static final String UNWAIT = "unwait ";

  static Stream<String> examples() {
    return Examples.ALL.values().stream()
        .flatMap(List::stream)
        .filter(example -> example.startsWith(UNWAIT))
        .map(example -> example.replaceFirst(" > \\S+$", ""));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void parses(String example) {
    var words = Words.split(example.substring(UNWAIT.length()));

    assertThat(Ended.commandLine(ToolSpecs.ALL).parseArgs(words).subcommand()).isNotNull();
  }

  @Test
  void areThereForEachCommand() {
    Set<String> without = new TreeSet<>(Ended.commandLine(ToolSpecs.ALL).getSubcommands().keySet());
    without.removeAll(Examples.ALL.keySet());

    assertThat(without).containsExactly(RehearseCommand.NAME);
  }

  @Test
  void standInHelpOfTheirCommand() {
    Examples.ALL.forEach((command, examples) ->
        assertThat(examples)
            .allMatch(example -> Arrays.asList(example.split("[ ()]")).contains(command)));
  }
}
