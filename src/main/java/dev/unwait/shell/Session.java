package dev.unwait.shell;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchRef;
import dev.unwait.linux.ProcessCalls;
import dev.unwait.output.Output;
import dev.unwait.output.Source;
import dev.unwait.overlay.Place;
import dev.unwait.workspace.Attachment;
import dev.unwait.workspace.Pin;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One named shell of a branch: serves calls in order, keeps its state, and comes back with it
/// whatever happens to its process.
final class Session implements Attachment {
  private static final Duration RESTORE_TIMEOUT = Duration.ofSeconds(5);

  /// What redirects the shell itself, traces it, or looks at what went before.
  private static final Pattern CAREFUL =
      Pattern.compile(
          "\\b(exec|trap|set|source|xtrace|verbose|PIPESTATUS)\\b|(^|[;&|\\s])\\.\\s|\\$[?_]");

  /// What may end bash without a trace.
  private static final Pattern RISKY = Pattern.compile("\\b(exec|kill|pkill|killall|trap)\\b");

  private final Parts parts;
  private final BranchRef branch;
  private final String name;
  private final String path;
  private final ReentrantLock turn = new ReentrantLock(true);

  // All of these: whoever has the turn.
  private @Nullable Bash bash;
  private int bashPid;
  private State state = State.NONE;
  private boolean stale;
  private boolean bashEnded;
  private String lastChild = "";
  private String tracing = "";
  private Set<Kin.Process> leftBehind = Set.of();
  private @Nullable Output last;

  private volatile boolean busy;
  private volatile boolean gone;
  private volatile @Nullable Stopper stopper;
  private volatile @Nullable Place place;
  // The same shell as `bash`, for those who have not got the turn.
  private volatile @Nullable Bash seen;
  private volatile long quietSince = System.nanoTime();

  Session(Parts parts, BranchRef branch, String name, String path, State state) {
    this.parts = parts;
    this.branch = branch;
    this.name = name;
    this.path = path;
    this.state = state;
  }

  /// Runs a command when its turn comes.
  ///
  /// @param output where to keep what it prints
  RunResult run(RunRequest request, Output output) throws IOException, InterruptedException {
    enter(request);
    try {
      Running running = new Running(output, parts.options().answerMax());
      long limit = limit(request);
      try (Pin pin = parts.branches().pin(branch)) {
        stand(pin, running);
        begin(request, running);
      }
      return serve(running, limit);
    } finally {
      busy = false;
      stopper = null;
      quietSince = System.nanoTime();
      turn.unlock();
      parts.settle(this);
    }
  }

  private void enter(RunRequest request) throws RefusalException, InterruptedException {
    String attempted = "run a command in shell \"" + request.shell() + "\" of " + branch;
    if (turn.getQueueLength() >= parts.options().queueMax()) {
      throw RefusalException.limit(
          attempted,
          parts.options().queueMax() + " calls are waiting for it already",
          "Use another shell, or wait");
    }
    if (!turn.tryLock(parts.options().bounds().time().toNanos(), TimeUnit.NANOSECONDS)) {
      throw RefusalException.unavailable(
          attempted, "it was busy for as long as a command may run", "Use another shell");
    }
    if (gone) {
      turn.unlock();
      throw RefusalException.missing(attempted, "the branch is gone", "");
    }
  }

  private long limit(RunRequest request) {
    Duration asked = request.timeout();
    return System.nanoTime() + (asked == null ? parts.options().bounds().time() : asked).toNanos();
  }

  /// Sees to it that bash is there, in the branch, with its state.
  private void stand(Pin pin, Running running) throws IOException, InterruptedException {
    if (bash != null && bash.pending()) {
      bash.gather(new Idle());
    }
    if (bash != null && bash.ended()) {
      leave(pin);
    }
    if (bash == null) {
      boolean again = state != State.NONE;
      join(pin);
      if (again) {
        running.note("the shell was started anew with " + state.from());
      }
    } else if (bashEnded) {
      bash.restart(soon());
      bashPid = await(Report.Ready.class, bash, soon()).pid();
      bashEnded = false;
      restore();
      running.note("the shell was restarted with " + state.from());
    }
  }

  private static long soon() {
    return System.nanoTime() + RESTORE_TIMEOUT.toNanos();
  }

  /// Takes a warm shell and shows the branch to it.
  private void join(Pin pin) throws IOException, InterruptedException {
    Pool.Warm warm = parts.pool().take(path);
    Bash taken = warm.bash();
    boolean joined = false;
    try {
      parts.temporary().show(branch, taken.namespace(), path);
      place = new Place(taken.namespace(), path);
      pin.attach(this);
      bash = taken;
      seen = taken;
      bashPid = warm.bashPid();
      bashEnded = false;
      leftBehind = Set.of();
      restore();
      joined = true;
    } finally {
      if (!joined) {
        leave(pin);
        parts.pool().discard(taken);
      }
    }
  }

  private void leave(Pin pin) throws IOException {
    Bash left = bash;
    bash = null;
    seen = null;
    if (place != null) {
      pin.detach(this);
      place = null;
    }
    if (left != null) {
      parts.pool().discard(left);
    }
  }

  /// Brings the state back into a new bash. It is not waited for: frames are served in order.
  private void restore() throws IOException {
    shell().send(Scripts.INTERNAL, state.text(), soon());
  }

  private Bash shell() {
    return java.util.Objects.requireNonNull(bash, "the shell is not standing");
  }

  private void begin(RunRequest request, Running running) throws IOException, InterruptedException {
    if (stale && RISKY.matcher(request.command()).find()) {
      dump();
    }
    byte[] stdin = request.stdin();
    String command =
        tracing.isEmpty()
            ? request.command()
            : "builtin set -" + tracing + "; " + request.command();
    char type = CAREFUL.matcher(command).find() ? Scripts.CAREFUL : Scripts.PLAIN;
    if (stdin != null) {
      shell().feed(stdin);
      type = Scripts.FED;
    }
    stopper = new Stopper(parts.linux(), shell(), bashPid, leftBehind, parts.options().grace());
    stale = true;
    busy = true;
    last = running.output();
    shell().send(type, command, System.nanoTime() + parts.options().grace().toNanos());
  }

  private RunResult serve(Running running, long limit) throws IOException, InterruptedException {
    Bash shell = shell();
    Stopper stop = java.util.Objects.requireNonNull(stopper);
    boolean interrupted = false;
    while (!running.done() && !shell.ended()) {
      try {
        shell.await(Math.min(limit, stop.next()));
      } catch (InterruptedException e) {
        interrupted = true;
        stop.stop("cancelled", ProcessCalls.SIGTERM);
      }
      shell.gather(running);
      if (System.nanoTime() - limit >= 0) {
        stop.stop("time", ProcessCalls.SIGTERM);
        limit = Long.MAX_VALUE;
      }
      if (running.printed() > parts.options().bounds().output()) {
        stop.stop("output", ProcessCalls.SIGKILL);
      }
      stop.step();
    }
    RunResult result = result(running, stop.reason());
    if (interrupted) {
      throw new InterruptedException("the call was cancelled");
    }
    return result;
  }

  private RunResult result(Running running, @Nullable String stopped) throws IOException {
    Bash shell = shell();
    long nanos = System.nanoTime() - running.began();
    if (stopped != null) {
      running.note(reasonNote(stopped));
    }
    var finished = running.finished();
    if (finished != null) {
      shell.drain(running);
      return finished(running, finished, stopped);
    }
    takeState(running);
    var ended = running.ended();
    if (ended != null) {
      shell.drain(running);
      bashEnded = true;
      running.note("bash itself ended; the next command finds it restarted with " + state.from());
      running.output().finish(ended.exit());
      return running.result(ended.exit(), state.cwd(path), nanos, stopped);
    }
    running.note(
        "all processes of the shell ended; the next command finds it started anew with "
            + state.from());
    running.output().finish(137);
    return running.result(137, state.cwd(path), nanos, stopped);
  }

  private static String reasonNote(String stopped) {
    return switch (stopped) {
      case "time" -> "the command was ended: it ran for as long as it may";
      case "output" -> "the command was ended: it printed more than it may";
      default -> "the command was ended: " + stopped;
    };
  }

  private void takeState(Running running) {
    String text = running.state();
    if (text != null) {
      state = State.of(text, running.where(), "the state that it had when it ended");
      stale = false;
    }
  }

  private RunResult finished(Running running, Report.Finished finished, @Nullable String stopped)
      throws IOException {
    if (finished.lost()) {
      running.note("the working directory was gone; the command ran in " + path);
    }
    tracing = finished.flags().replaceAll("[^xv]", "");
    if (!finished.child().equals(lastChild)) {
      lastChild = finished.child();
      leftBehind = others();
    }
    running.output().finish(finished.exit());
    long nanos = Math.min(finished.micros() * 1000, System.nanoTime() - running.began());
    return running.result(finished.exit(), finished.cwd(), nanos, stopped);
  }

  /// What runs in the sandbox besides bash.
  private Set<Kin.Process> others() {
    var others = new HashSet<>(Kin.below(shell().initPid()));
    others.removeIf(process -> Kin.innerPid(process.pid()) == bashPid);
    return others;
  }

  /// Has bash note down its state.
  private void dump() throws IOException, InterruptedException {
    var listener = new Idle();
    shell().send(Scripts.DUMP, "", soon());
    long deadline = soon();
    while (listener.text == null && !shell().ended() && System.nanoTime() - deadline < 0) {
      shell().await(deadline);
      shell().gather(listener);
    }
    if (listener.text != null) {
      state = State.of(listener.text, listener.where, "the state that it had before that command");
      stale = false;
    }
  }

  private <R extends Report> R await(Class<R> kind, Bash shell, long deadline)
      throws IOException, InterruptedException {
    var listener = new Idle();
    while (!kind.isInstance(listener.latest)) {
      if (shell.ended() || System.nanoTime() - deadline >= 0) {
        throw new IOException("restart a shell of " + branch + " failed: it does not answer");
      }
      shell.await(deadline);
      shell.gather(listener);
    }
    return kind.cast(listener.latest);
  }

  /// When the shell has been quiet for a while: notes down its state, and restarts it if it ended.
  void settle() throws IOException, InterruptedException {
    if (!turn.tryLock()) {
      return;
    }
    try {
      if (bash != null && !gone && !bash.ended() && !bashEnded && stale) {
        dump();
        leftBehind = others();
      }
    } finally {
      turn.unlock();
    }
  }

  long quietSince() {
    return quietSince;
  }

  String name() {
    return name;
  }

  @Override
  public Place place() {
    return java.util.Objects.requireNonNull(place, "the shell shows no branch");
  }

  @Override
  public boolean busy() {
    return busy;
  }

  /// Bash notices by itself, before the next command.
  @Override
  public void exchanged() {}

  @Override
  public void end() {
    gone = true;
    Bash ending = seen;
    if (ending != null) {
      ending.kill();
    }
  }

  /// Between calls: what is printed late belongs to the last one.
  private final class Idle implements Bash.Listener {
    private @Nullable String text;
    private @Nullable String where;
    private @Nullable Report latest;

    @Override
    public void reported(Report report) {
      latest = report;
      switch (report) {
        case Report.Where it -> where = it.cwd();
        case Report.State it -> text = it.text();
        case Report.Ended _ -> bashEnded = true;
        case Report.Ready _, Report.Served _, Report.Finished _ -> {}
      }
    }

    @Override
    public void printed(Source source, byte[] bytes) throws IOException {
      if (last != null) {
        last.append(source, bytes);
      }
    }
  }
}
