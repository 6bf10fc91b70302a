package dev.unwait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What is typed becomes exactly this JSON.
@NullMarked
class ToolFormTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          run -b x -- mvn -q test => {"command":"mvn -q test","branch":"x"}
          run -b x mvn -q test => {"command":"mvn -q test","branch":"x"}
          run --branch x -- 'a | b && c' => {"command":"a | b && c","branch":"x"}
          run -b x -- grep "it's" f => {"command":"grep 'it'\\\\''s' f","branch":"x"}
          run -b x -- echo '' => {"command":"echo ''","branch":"x"}
          run -b x -- echo same same => {"command":"echo same same","branch":"x"}
          run -b x --timeout-ms 5 --background -- a => {"command":"a","branch":"x","timeout_ms":5,"background":true}
          run -b x --no-background -- a => {"command":"a","branch":"x","background":false}
          run -b x --stdin - -- cat => {"command":"cat","branch":"x","stdin":"typed\\n"}
          read -b x a.txt b.txt:3 c.txt:3-7 => {"files":[{"path":"a.txt"},{"path":"b.txt","from":3},{"path":"c.txt","from":3,"lines":5}],"branch":"x"}
          edit -b x f --old a --new b => {"edits":[{"old":"a","new":"b","path":"f"}],"branch":"x"}
          edit -b x f --old a --new '' --all => {"edits":[{"old":"a","new":"","all":true,"path":"f"}],"branch":"x"}
          edit -b x f --content-from draft => {"edits":[{"content":"drafted\\n","path":"f"}],"branch":"x"}
          edit -b x f --content-from - => {"edits":[{"content":"typed\\n","path":"f"}],"branch":"x"}
          edit -b x f --delete => {"edits":[{"delete":true,"path":"f"}],"branch":"x"}
          edit -b x f --rename-to g => {"edits":[{"rename_to":"g","path":"f"}],"branch":"x"}
          edit -b x --edits '[{"path":"f"}]' => {"branch":"x","edits":[{"path":"f"}]}
          diff x => {"branch":"x"}
          diff -b x --no-patch => {"branch":"x","patch":false}
          diff x --patch --against main => {"branch":"x","against":"main","patch":true}
          search -b x -- -pattern => {"pattern":"-pattern","branch":"x"}
          search x p                              => {"branch":"x","pattern":"p"}
          search -b x p --max 7 --regex => {"pattern":"p","branch":"x","regex":true,"max":7}
          kv put k 7 => {"op":"put","key":"k","value":7}
          kv put k green => {"op":"put","key":"k","value":"green"}
          kv put k '{"a":[1]}' => {"op":"put","key":"k","value":{"a":[1]}}
          kv get k --if-revision 3 => {"op":"get","key":"k","if_revision":3}
          batch calls.json => {"calls":[{"tool":"fork"}]}
          batch whole.json => {"calls":[],"stop_on_error":false}
          check x a b => {"branch":"x","names":["a","b"]}
          check x --names a --names b --weight .5 => {"branch":"x","names":["a","b"],"weight":0.5}
          diff --json-input input.json => {"branch":"filed","against":"there"}
          diff --json-input - -b y => {"branch":"y"}
          """)
  void givesThisInput(String typed, String input) throws IOException {
    assertThat(Json.parse(input(typed))).isEqualTo(Json.parse(input));
  }

  @Test
  void pathsOfTheCallersSideAreTakenFromWhereItStands() throws IOException {
    assertThat(input("import sub --as s"))
        .isEqualTo("{\"path\":\"" + folder.resolve("sub") + "\",\"as\":\"s\"}");
    assertThat(input("import")).isEqualTo("{\"path\":\"" + folder + "\"}");
    assertThat(input("import /a/../b")).isEqualTo("{\"path\":\"/b\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diff",
        "run -b x",
        "search -b x",
        "search p",
        "search -b x p --max many",
        "kv shout k",
        "kv put k {broken",
        "check x --weight heavy",
        "edit -b x f",
        "read -b x f:7-3",
        "diff x --colour",
        "diff x y",
        "diff -b x y",
        "search -b x p q",
        "batch calls.json --json-input broken.json",
        "diff --json-input list.json"
      })
  void refusesWhatIsNoInput(String typed) {
    assertThatThrownBy(() -> input(typed)).isInstanceOf(ParameterException.class);
  }

  @Test
  void saysWhatIsMissingInTheWordsOfTheCommandLine() {
    assertThatThrownBy(() -> input("run")).hasMessage("missing: -b BRANCH, COMMAND");
    assertThatThrownBy(() -> input("edit")).hasMessage("missing: -b BRANCH, EDITS");
  }

  @Test
  void everyCommandHasHelp() {
    for (var tool : StandIns.ALL) {
      String help = new CommandLine(new ToolForm(tool).spec()).getUsageMessage();
      assertThat(help).contains("100% of it", "--json-input", "--home");
    }
  }

  /// Splits as a shell does, with single quotes only.
  private String input(String typed) throws IOException {
    Files.writeString(folder.resolve("draft"), "drafted\n");
    Files.writeString(folder.resolve("calls.json"), "[{\"tool\":\"fork\"}]");
    Files.writeString(folder.resolve("whole.json"), "{\"calls\":[],\"stop_on_error\":false}");
    Files.writeString(folder.resolve("input.json"), "{\"branch\":\"filed\",\"against\":\"there\"}");
    Files.writeString(folder.resolve("list.json"), "[]");
    Files.writeString(folder.resolve("broken.json"), "{");
    String[] words = Words.split(typed);
    var form = new ToolForm(StandIns.named(words[0]));
    var root =
        new CommandLine(CommandSpec.create().name("unwait")).addSubcommand(words[0], form.spec());
    return form.input(root.parseArgs(words).subcommand(), terminal(typed)).write();
  }

  private Terminal terminal(String typed) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    String in = typed.contains("--json-input -") ? "{\"branch\":\"filed\"}" : "typed\n";
    return new Terminal(
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
        nowhere,
        nowhere,
        false,
        _ -> null,
        folder);
  }
}
