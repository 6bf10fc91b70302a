package dev.unwait.workspace;

import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.overlay.Backend;
import dev.unwait.testing.OneFault;
import dev.unwait.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/// Work in a JVM that is going to be killed: says each step before it is taken and once it is done.
///
/// In round `N`, branch `bN` is forked and writes its number into all of its files, is committed to
/// main and applied to the live tree; the live tree then gets a number of its own, which main takes
/// in; and the branch of the round before is discarded.
@NullMarked
final class KilledWork {
  static final int FILES = 6;
  static final Set<Backend.Kind> KINDS = EnumSet.allOf(Backend.Kind.class);
  private static final int ROUNDS_MAX = 1_000;

  private final OpenedWorkspace opened;
  private final OneFault fault;
  private final List<String> target;
  private final int call;

  private KilledWork(OpenedWorkspace opened, OneFault fault, List<String> target, int call) {
    this.opened = opened;
    this.fault = fault;
    this.target = target;
    this.call = call;
  }

  /// @param arguments the folder, and optionally a step and the number of its system call at which
  ///   this process ends itself
  public static void main(String[] arguments) throws Exception {
    var fault = OneFault.killing();
    boolean chosen = arguments.length > 1;
    try (var opened = OpenedWorkspace.open(Path.of(arguments[0]), fault, KINDS, Options.DEFAULT)) {
      var target = chosen ? List.of(arguments[1]) : List.<String>of();
      new KilledWork(opened, fault, target, chosen ? Integer.parseInt(arguments[2]) : 0).run();
    }
  }

  private void run() throws Exception {
    prepare(opened.live());
    step("import 0", () -> opened.importTree());
    var main = opened.workspace().find("main");
    for (int round = 1; round < ROUNDS_MAX; round++) {
      round(main, round);
      if (!target.isEmpty() && round == 2) {
        return; // The call was not reached: there are fewer.
      }
    }
  }

  /// Makes a real repository whose files all say 0.
  private static void prepare(Path live) throws IOException {
    Files.createDirectories(live.resolve("dir"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(live.resolve(path(i)), "0\n");
    }
    Files.writeString(live.resolve("live"), "0\n");
    Shell.run(live, "git init -q . && git add -A && git commit -qm first");
  }

  static String path(int number) {
    return number % 2 == 0 ? "f" + number : "dir/f" + number;
  }

  private void round(BranchRef main, int round) throws Exception {
    var name = new BranchName("b" + round);
    step("fork " + round, () -> opened.workspace().fork(main, 1, name));
    var branch = new BranchRef(main.project(), name);
    step(
        "write " + round,
        () -> {
          for (int i = 0; i < FILES; i++) {
            opened.write(branch, path(i), round + "\n");
          }
          opened.write(branch, "made" + round % 3, round + "\n");
        });
    step("commit " + round, () -> opened.workspace().commit(branch, ""));
    step("apply " + round, () -> opened.workspace().applyTo(main, null, Progress.NONE));
    Files.writeString(opened.live().resolve("live"), round + "\n");
    var project = opened.workspace().project(null);
    step("refresh " + round, () -> opened.workspace().refresh(project, Progress.NONE));
    if (round > 1) {
      var old = new BranchRef(main.project(), new BranchName("b" + (round - 1)));
      step("discard " + (round - 1), () -> opened.workspace().discard(old, true));
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private void step(String name, Step step) throws Exception {
    System.out.println("begin " + name + ";");
    if (target.contains(name)) {
      fault.arm(call);
    }
    step.run();
    boolean survived = target.contains(name);
    fault.disarm();
    System.out.println("done " + name + ";");
    if (survived) {
      System.out.println("survived;");
    }
  }
}
