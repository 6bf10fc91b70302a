package dev.unwait.demo;

import dev.unwait.bench.Agent;
import dev.unwait.bench.Programs;
import dev.unwait.demo.SideBySide.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Measures the steps of an agent's day on the tour's repository, in people's way and in Unwait's.
final class Comparison {
  private static final int ROUNDS = 15;
  private static final int ROUNDS_SLOW = 5;
  private static final int WARM_UP_FORKS = 50;
  private static final long THINKING_NANOS = 150_000_000;
  private static final String NOTE = "// A note.\n";
  private static final int MATCHES_MAX = 10_000;

  private final Path clone;
  private final Path folder;
  private final Programs programs;
  private final Agent agent;
  private final String file;
  private final String searched;
  private final String main;
  private final SideBySide table = new SideBySide();
  private final List<Path> worktrees = new ArrayList<>();
  private String branch = "";
  private int serial;

  /// @param file a text file that the repository has
  Comparison(Path clone, Path folder, Programs programs, Agent agent, String file, String main) {
    this.clone = clone;
    this.folder = folder;
    this.programs = programs;
    this.agent = agent;
    this.file = file;
    searched = stem(file);
    this.main = main;
  }

  SideBySide measure() throws IOException, InterruptedException {
    trees();
    branch = agent.fork(main);
    commands();
    files();
    git();
    return table;
  }

  private void trees() throws IOException, InterruptedException {
    for (int i = 0; i < WARM_UP_FORKS; i++) {
      fork();
    }
    table.measure(
        "a tree of one's own",
        ROUNDS_SLOW,
        new Way("git worktree add", () -> nanos(this::addWorktree)),
        new Way("fork + run pwd", this::forkAfterThought));
    var copy = folder.resolve("copy").toString();
    table.measure(
        "the same, all files",
        ROUNDS_SLOW,
        new Way(
            "cp -a",
            () -> {
              double spent = programs.time(folder, "cp", "-a", clone.toString(), copy);
              programs.run(folder, "rm", "-rf", copy);
              return spent;
            }),
        new Way("fork + run pwd", this::forkAfterThought));
  }

  /// Some time passes between forks, as it does with agents; shells are made ready in it.
  private double forkAfterThought() throws IOException {
    LockSupport.parkNanos(THINKING_NANOS);
    return fork();
  }

  private double fork() throws IOException {
    long start = System.nanoTime();
    var fork = agent.fork(main);
    agent.run(fork, "pwd");
    double spent = System.nanoTime() - start;
    agent.discard(fork);
    return spent;
  }

  private void commands() throws IOException, InterruptedException {
    table.measure(
        "run a command",
        ROUNDS,
        new Way("bash -c :", () -> programs.time(clone, "bash", "-c", ":")),
        new Way("run :", () -> nanos(() -> agent.run(branch, ":"))));
    if (Programs.exists("bwrap")) {
      table.measure(
          "run it in a sandbox",
          ROUNDS,
          new Way(
              "bwrap … bash -c :",
              () ->
                  programs.time(
                      clone,
                      "bwrap",
                      "--ro-bind",
                      "/",
                      "/",
                      "--dev",
                      "/dev",
                      "--proc",
                      "/proc",
                      "--unshare-pid",
                      "--die-with-parent",
                      "bash",
                      "-c",
                      ":")),
          new Way("run :", () -> nanos(() -> agent.run(branch, ":"))));
    }
  }

  private void files() throws IOException, InterruptedException {
    table.measure(
        "read a file",
        ROUNDS,
        new Way("cat", () -> programs.time(clone, "cat", file)),
        new Way("read", () -> nanos(() -> agent.read(branch, file))));
    var tree = worktrees.getFirst();
    Files.writeString(tree.resolve("count.txt"), "at 0\n");
    agent.write(branch, List.of("count.txt"), "at 0\n");
    int[] at = new int[2];
    table.measure(
        "edit a file",
        ROUNDS,
        new Way(
            "sed -i",
            () ->
                programs.time(
                    tree, "sed", "-i", "s/at " + at[0] + "/at " + ++at[0] + "/", "count.txt")),
        new Way(
            "edit",
            () -> nanos(() -> agent.edit(branch, "count.txt", "at " + at[1], "at " + ++at[1]))));
    table.measure(
        "search all files",
        ROUNDS,
        new Way(
            "grep -rn",
            () -> programs.time(clone, "grep", "-rnF", "--exclude-dir=.git", searched, ".")),
        new Way("search", () -> nanos(() -> agent.search(branch, searched, false, MATCHES_MAX))));
  }

  private void git() throws IOException, InterruptedException {
    var tree = worktrees.getFirst();
    table.measure(
        "git status",
        ROUNDS_SLOW,
        new Way("in the worktree", () -> programs.time(tree, "git", "status", "--porcelain")),
        new Way("in the branch", () -> nanos(() -> agent.run(branch, "git status --porcelain"))));
    table.measure(
        "what has changed",
        ROUNDS,
        new Way("git diff", () -> programs.time(tree, "git", "diff", "HEAD")),
        new Way("diff", () -> nanos(() -> agent.diff(branch))));
    table.measure(
        "fold a change back",
        ROUNDS_SLOW,
        new Way("git add, commit, merge", this::merge),
        new Way("commit", this::commit));
    table.measure(
        "throw a tree away",
        ROUNDS_SLOW - 1,
        new Way("git worktree remove", () -> nanos(this::removeWorktree)),
        new Way("discard", this::discard));
  }

  private double merge() throws IOException, InterruptedException {
    var tree = worktrees.getLast();
    var name = "change-" + ++serial;
    programs.run(tree, "git", "checkout", "-q", "-B", name, "main");
    Files.writeString(tree.resolve(file), NOTE, StandardOpenOption.APPEND);
    return nanos(() -> {
      programs.run(tree, "git", "add", "-A");
      programs.run(tree, "git", "commit", "-q", "-m", "Change");
      programs.run(clone, "git", "merge", "-q", name);
    });
  }

  private double commit() throws IOException, InterruptedException {
    var fork = agent.fork(main);
    agent.write(fork, List.of(file), agent.read(fork, file) + NOTE);
    double spent = nanos(() -> agent.commit(fork, "Change"));
    agent.discard(fork);
    return spent;
  }

  private double discard() throws IOException, InterruptedException {
    var fork = agent.fork(main);
    agent.run(fork, ":");
    return nanos(() -> agent.discard(fork));
  }

  /// The name of a file without folder and ending: something that other files mention, too.
  private static String stem(String file) {
    var name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private void addWorktree() throws IOException, InterruptedException {
    var tree = folder.resolve("worktree-" + worktrees.size());
    programs.run(clone, "git", "worktree", "add", "-q", "--detach", tree.toString());
    worktrees.add(tree);
  }

  private void removeWorktree() throws IOException, InterruptedException {
    var tree = worktrees.removeFirst().toString();
    programs.run(clone, "git", "worktree", "remove", "--force", tree);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static double nanos(Work work) throws IOException, InterruptedException {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }
}
