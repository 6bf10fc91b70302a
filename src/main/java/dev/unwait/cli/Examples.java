package dev.unwait.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The examples that `--help` shows; a test parses each of them.
final class Examples {
  static final Map<String, List<String>> ALL =
      Map.ofEntries(
          Map.entry("up", List.of("unwait up", "unwait up --foreground --http 7777")),
          Map.entry("down", List.of("unwait down")),
          Map.entry("status", List.of("unwait status", "unwait status --json")),
          Map.entry("doctor", List.of("unwait doctor")),
          Map.entry("import", List.of("unwait import .", "unwait import ~/src/shop --as shop")),
          Map.entry("projects", List.of("unwait projects")),
          Map.entry("forget", List.of("unwait forget shop")),
          Map.entry("refresh", List.of("unwait refresh")),
          Map.entry(
              "apply",
              List.of(
                  "unwait apply fix-1 --git-branch fix-1",
                  "unwait apply fix-1 --to .",
                  "unwait apply fix-1 --undo")),
          Map.entry("mcp", List.of("unwait mcp", "claude mcp add unwait -- /path/to/unwait mcp")),
          Map.entry("demo", List.of("unwait demo", "unwait demo --repo ~/src/shop")),
          Map.entry("bench", List.of("unwait bench", "unwait bench --json fork run")),
          Map.entry("report", List.of("unwait report", "unwait report --json")),
          Map.entry(
              "completion",
              List.of("source <(unwait completion bash)", "unwait completion zsh > _unwait")),
          Map.entry(
              "fork",
              List.of(
                  "unwait fork --name fix-1",
                  "unwait fork --from fix-1 --count 3",
                  "unwait fork --json")),
          Map.entry("branches", List.of("unwait branches")),
          Map.entry("diff", List.of("unwait diff fix-1", "unwait diff fix-1 --no-patch")),
          Map.entry("commit", List.of("unwait commit fix-1 --message 'Fix the rounding'")),
          Map.entry("discard", List.of("unwait discard fix-1", "unwait discard fix-1 --recursive")),
          Map.entry(
              "run",
              List.of(
                  "unwait run -b fix-1 -- mvn -q test",
                  "unwait run -b fix-1 -- 'cd web && ls | wc -l'",
                  "unwait run -b fix-1 --timeout-ms 60000 -- make check")),
          Map.entry("output", List.of("unwait output o-12 --grep ERROR")),
          Map.entry("signal", List.of("unwait signal j-3 INT")),
          Map.entry(
              "read",
              List.of("unwait read -b fix-1 README.md", "unwait read -b fix-1 pom.xml:10-40")),
          Map.entry(
              "edit",
              List.of(
                  "unwait edit -b fix-1 README.md --old 'teh' --new 'the'",
                  "unwait edit -b fix-1 notes.txt --content-from draft.txt",
                  "unwait edit -b fix-1 --json-input edits.json")),
          Map.entry(
              "search",
              List.of(
                  "unwait search -b fix-1 'deprecated'",
                  "unwait search -b fix-1 'class \\w+Test' --regex --glob '*.java'")),
          Map.entry("batch", List.of("unwait batch calls.json")));

  private Examples() {}

  static String[] footer(String command) {
    List<String> examples = ALL.getOrDefault(command, List.of());
    if (examples.isEmpty()) {
      return new String[0];
    }
    var footer = new ArrayList<String>();
    footer.add("");
    footer.add(examples.size() == 1 ? "Example:" : "Examples:");
    examples.forEach(example -> footer.add("  " + Options.escape(example)));
    return footer.toArray(String[]::new);
  }
}
