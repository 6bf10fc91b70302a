package dev.unwait.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Searching a whole tree for something rare, all sides giving the same lines.
final class SearchBenchmarks {
  private static final String GROUP = "search";
  private static final int FILES = 11_000;
  private static final int MATCHES_MAX = 1_000;
  private static final String REGEX = "calibrate[A-Z][A-Za-z]+[(][0-9]+[)]";

  private SearchBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        benchmark("search-literal", "a literal", SourceTree.NEEDLE, false),
        benchmark("search-regex", "a regular expression", REGEX, true));
  }

  private static Benchmark benchmark(String name, String what, String pattern, boolean regex) {
    return new Benchmark(
        GROUP,
        name,
        "search 11k files for " + what + ", a whole MCP call",
        Unit.MILLIS,
        false,
        bed -> measure(bed, pattern, regex));
  }

  private static Rounds measure(Bed bed, String pattern, boolean regex)
      throws IOException, InterruptedException {
    var repository = bed.repository("tree", FILES);
    var agent = bed.agent();
    var branch = agent.fork(bed.trunk(repository));
    var folder = repository.folder();
    var unwait = Contender.of("unwait", 2, () -> agent.search(branch, pattern, regex, MATCHES_MAX));
    var kind = regex ? "-E" : "-F";
    var peers = new ArrayList<Contender>();
    peers.add(
        peer(bed, folder, Peers.GREP, "grep", "-rn", kind, "--exclude-dir=.git", pattern, "."));
    if (Programs.exists("rg")) {
      peers.add(
          regex
              ? peer(bed, folder, Peers.RIPGREP, "rg", "-n", pattern, ".")
              : peer(bed, folder, Peers.RIPGREP, "rg", "-n", "-F", pattern, "."));
      long found = agent.search(branch, pattern, regex, MATCHES_MAX).items("matches").size();
      long theirs = bed.programs().output(folder, "rg", "-n", pattern, ".").lines().count();
      if (found != theirs) {
        throw new IOException("search found " + found + " lines where rg found " + theirs);
      }
      bed.note("all answers checked: " + found + " lines, as ripgrep's");
    } else {
      bed.note(Peers.RIPGREP + ": not installed");
    }
    bed.note("grep is spared .git, but searches what git ignores; the others do not");
    var rounds = Contest.run(unwait, peers, bed.pace(12, 15), bed::note);
    agent.discard(branch);
    return rounds;
  }

  private static Contender peer(Bed bed, Path folder, String name, String... command) {
    return Contender.of(name, 1, () -> bed.programs().run(folder, command));
  }
}
