package dev.unwait.bench;

import dev.unwait.bench.Goal.AddsAtMost;
import dev.unwait.bench.Goal.AtMost;
import dev.unwait.bench.Goal.Faster;
import dev.unwait.bench.Goal.None;
import dev.unwait.bench.Goal.TailAtMost;
import dev.unwait.bench.Goal.Within;
import java.util.Map;

/// What each benchmark is meant to reach, in one table.
final class Goals {
  private static final Goal NATIVE = new Within(Peers.NATIVE, 1.1);
  private static final Goal FORK = new AtMost(1);
  private static final Goal SEARCH =
      Goal.all(new Faster(Peers.GREP, 3), new Within(Peers.RIPGREP, 1));

  private static final Map<String, Goal> ALL =
      Map.ofEntries(
          Map.entry("fork-shell-1k", FORK),
          Map.entry("fork-shell-11k", Goal.all(FORK, new Faster(Peers.WORKTREE, 1000))),
          Map.entry("fork-shell-50k", FORK),
          Map.entry("fork-dirty-10", FORK),
          Map.entry("fork-dirty-1000", FORK),
          Map.entry("file-read", NATIVE),
          Map.entry("file-write", NATIVE),
          Map.entry("file-stat", NATIVE),
          Map.entry("git-status-first", new Within(Peers.NATIVE, 2)),
          Map.entry("git-status-warm", NATIVE),
          Map.entry("run-overhead", new AtMost(60)),
          Map.entry("run-builtin", new Faster(Peers.BASH, 20)),
          Map.entry("run-mcp", new AtMost(250)),
          Map.entry("read-small", new AtMost(100)),
          Map.entry("edit-small", new AtMost(300)),
          Map.entry("search-literal", SEARCH),
          Map.entry("search-regex", SEARCH),
          Map.entry("door-stdio", new AddsAtMost(Peers.SOCKET, 100)),
          Map.entry("idle-memory", new AtMost(1.5)),
          Map.entry("load-64", new TailAtMost(10)),
          Map.entry("load-1000", new TailAtMost(10)),
          Map.entry("start", new AtMost(600)));

  private Goals() {}

  static Goal of(String benchmark) {
    return ALL.getOrDefault(benchmark, new None());
  }

  static Iterable<String> names() {
    return ALL.keySet();
  }
}
