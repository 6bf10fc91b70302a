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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One named shell of a branch: serves calls in order, keeps its state, and comes back with it
/// whatever happens to its process.
final class Session implements Attachment {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final int LATE_ROUNDS_MAX = 1_000;
  private static final int KILLED = 128 + ProcessCalls.SIGKILL;

  private final Parts parts;
  private final BranchRef branch;
  private final String name;
  private final String path;
  private final ReentrantLock turn = new ReentrantLock(true);

  // All of these: whoever has the turn.
  private @Nullable Bash bash;
  private int bashPid;
  private Set<String> environment = Set.of();
  private State state;
  private boolean stoodBefore;
  private boolean stale;
  private boolean bashEnded;
  private boolean idleWatched;
  private String lastChild = "";
  private String tracing = "";
  private Set<Kin.Member> leftBehind = Set.of();
  private @Nullable Output last;
  private @Nullable String pendingNote;

  private volatile boolean busy;
  private volatile boolean gone;
  private volatile @Nullable Stopper stopper;
  private volatile @Nullable Watched watched;
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
  /// @param limit how long it may run
  /// @param output where to keep what it prints
  RunResult run(RunRequest request, Duration limit, Output output)
      throws IOException, InterruptedException {
    enter();
    try {
      var running = new Running(output, parts.options().answerMax());
      try (Pin pin = parts.branches().pin(branch)) {
        stand(pin, running);
        begin(request, running);
      }
      return serve(running, System.nanoTime() + limit.toNanos());
    } finally {
      parts.watch().end(this);
      busy = false;
      stopper = null;
      watched = null;
      quietSince = System.nanoTime();
      turn.unlock();
      parts.settling().later(this);
    }
  }

  private void enter() throws RefusalException, InterruptedException {
    if (turn.getQueueLength() >= parts.options().queueMax()) {
      throw RefusalException.limit(
          attempted(),
          parts.options().queueMax() + " calls are waiting for it already",
          "Use another shell, or wait");
    }
    if (!turn.tryLock(parts.options().bounds().time().toNanos(), TimeUnit.NANOSECONDS)) {
      throw RefusalException.unavailable(
          attempted(), "it was busy for as long as a command may run", "Use another shell");
    }
    if (gone) {
      turn.unlock();
      throw branchGone();
    }
  }

  private String attempted() {
    return "run a command in shell \"" + name + "\" of " + branch;
  }

  private RefusalException branchGone() {
    return RefusalException.missing(attempted(), "the branch is gone", "");
  }

  /// Sees to it that bash is there, in the branch, with its state.
  private void stand(Pin pin, Running running) throws IOException, InterruptedException {
    if (bash != null) {
      unwatchIdle();
      takeLate(bash);
      if (bash.ended()) {
        leave(pin);
      }
    }
    if (bash == null) {
      join(pin);
      if (stoodBefore) {
        pendingNote = "the shell was started anew with " + state.from();
      }
      stoodBefore = true;
    } else if (bashEnded) {
      restart(bash);
    }
    if (pendingNote != null) {
      running.note(pendingNote);
      pendingNote = null;
    }
  }

  /// Takes a warm shell and shows the branch to it.
  private void join(Pin pin) throws IOException, InterruptedException {
    Pool.Warm warm = parts.pool().take(path);
    Bash taken = warm.bash();
    boolean joined = false;
    try {
      parts.temporary().show(branch, taken.namespace(), warm.temporary());
      place = new Place(taken.namespace(), path);
      bash = taken;
      seen = taken;
      pin.attach(this);
      bashPid = warm.bashPid();
      environment = warm.environment().keySet();
      bashEnded = false;
      stale = false;
      lastChild = "";
      leftBehind = Set.of();
      restore(taken);
      joined = true;
    } finally {
      if (!joined) {
        leave(pin);
      }
    }
    if (gone) {
      taken.kill();
    }
  }

  private void leave(Pin pin) throws IOException {
    if (place != null) {
      pin.detach(this);
    }
    leave();
  }

  private void leave() throws IOException {
    Bash left = bash;
    place = null;
    bash = null;
    seen = null;
    if (left != null) {
      parts.pool().discard(left);
    }
  }

  /// Starts a new bash where one has ended, among the processes that it left.
  private void restart(Bash shell) throws IOException, InterruptedException {
    shell.restart(soon());
    var listener = new Idle();
    long deadline = soon();
    while (listener.ready == null) {
      if (shell.ended() || System.nanoTime() - deadline >= 0) {
        shell.kill();
        throw new IOException(attempted() + " failed: bash does not come back");
      }
      shell.await(deadline);
      shell.gather(listener);
    }
    bashPid = listener.ready.pid();
    bashEnded = false;
    stale = false;
    lastChild = "";
    restore(shell);
    leftBehind = Kin.besides(shell.initPid(), bashPid);
    pendingNote = "bash was restarted with " + state.from();
  }

  private static long soon() {
    return System.nanoTime() + ANSWER_TIMEOUT.toNanos();
  }

  /// Brings the state back into a new bash. It is not waited for: frames are served in order.
  private void restore(Bash shell) throws IOException {
    shell.send(Scripts.INTERNAL, state.textAfter(environment), soon());
  }

  private void begin(RunRequest request, Running running) throws IOException, InterruptedException {
    Bash shell = Objects.requireNonNull(bash);
    if (stale && Caution.mayEndBash(request.command())) {
      dump(shell, "the state that it had before its last command");
    }
    byte[] stdin = request.stdin();
    String command =
        tracing.isEmpty()
            ? request.command()
            : "builtin set -" + tracing + "; " + request.command();
    char type = Caution.needsCare(command) ? Scripts.CAREFUL : Scripts.PLAIN;
    if (stdin != null) {
      shell.feed(stdin);
      type = Scripts.FED;
    }
    var stop = new Stopper(parts.linux(), shell, bashPid, leftBehind, parts.options().grace());
    stopper = stop;
    watched = new Watched(parts.options().bounds(), shell.initPid(), stop, this::differences);
    stale = true;
    busy = true;
    last = running.output();
    shell.send(type, command, System.nanoTime() + parts.options().grace().toNanos());
    parts.watch().begin(this);
  }

  private java.nio.file.Path differences() throws IOException {
    try (Pin pin = parts.branches().pin(branch)) {
      return parts.backend().directory(pin.tree().top());
    }
  }

  private RunResult serve(Running running, long deadline) throws IOException, InterruptedException {
    Bash shell = Objects.requireNonNull(bash);
    Stopper stop = Objects.requireNonNull(stopper);
    var execution = new Execution(shell, running, stop, parts.options().bounds().output());
    execution.await(deadline);
    RunResult result = result(shell, running, stop.reason());
    if (execution.interrupted()) {
      throw new InterruptedException(attempted() + ": cancelled");
    }
    return result;
  }

  private RunResult result(Bash shell, Running running, @Nullable String stopped)
      throws IOException {
    long nanos = System.nanoTime() - running.began();
    if (stopped != null) {
      running.note("the command was ended: " + parts.options().bounds().explain(stopped));
    }
    var finished = running.finished();
    if (finished != null) {
      return finished(shell, running, finished, stopped);
    }
    takeState(running);
    if (gone) {
      throw branchGone();
    }
    var ended = running.ended();
    int exit = ended == null ? KILLED : ended.exit();
    bashEnded = ended != null;
    running.note(
        ended == null
            ? "all processes of the shell were ended; it goes on with " + state.from()
            : "bash itself ended; it goes on with " + state.from());
    running.output().finish(exit);
    return running.result(exit, state.cwd(path), nanos, stopped);
  }

  private void takeState(Running running) {
    String text = running.state();
    if (text != null) {
      state = State.of(text, running.where(), "the state that it had as it ended");
      stale = false;
    }
  }

  private RunResult finished(
      Bash shell, Running running, Report.Finished finished, @Nullable String stopped)
      throws IOException {
    if (finished.lost()) {
      running.note("the working directory was gone, so the command ran in " + path);
    }
    tracing = finished.flags().replaceAll("[^xv]", "");
    if (!finished.child().equals(lastChild)) {
      lastChild = finished.child();
      leftBehind = Kin.besides(shell.initPid(), bashPid);
    }
    running.output().finish(finished.exit());
    long nanos = Math.min(finished.micros() * 1000, System.nanoTime() - running.began());
    return running.result(finished.exit(), finished.cwd(), nanos, stopped);
  }

  /// Has bash note down its state.
  private void dump(Bash shell, String from) throws IOException, InterruptedException {
    var listener = new Idle();
    shell.send(Scripts.DUMP, "", soon());
    long deadline = soon();
    while (listener.text == null && !shell.ended() && System.nanoTime() - deadline < 0) {
      shell.await(deadline);
      shell.gather(listener);
    }
    if (listener.text != null) {
      state = State.of(listener.text, listener.where, from);
      stale = false;
    }
  }

  /// The state as it is now, or as it was last noted down if a command is running.
  State copyState() throws IOException, InterruptedException {
    if (!turn.tryLock()) {
      return state;
    }
    try {
      Bash shell = bash;
      if (shell != null && stale && !bashEnded && !shell.ended()) {
        unwatchIdle();
        dump(shell, "the state that it had when it was last quiet");
      }
      return state;
    } finally {
      turn.unlock();
      parts.settling().later(this);
    }
  }

  /// When the shell has been quiet for a while: takes what was printed late, notes down the state,
  /// and restarts what has ended.
  void settle() throws IOException, InterruptedException {
    if (!turn.tryLock()) {
      return; // Whoever has the turn asks for it again.
    }
    try {
      Bash shell = bash;
      if (shell == null) {
        return;
      }
      unwatchIdle();
      takeLate(shell);
      if (gone) {
        leave();
      } else if (shell.ended()) {
        try (Pin pin = parts.branches().pin(branch)) {
          leave(pin);
        }
      } else if (bashEnded) {
        restart(shell);
      } else if (stale) {
        dump(shell, "the state that it had when it was last quiet");
        leftBehind = Kin.besides(shell.initPid(), bashPid);
      }
      if (bash != null) {
        idleWatched = true;
        shell.watchIdle(() -> parts.settling().later(this));
      }
    } finally {
      turn.unlock();
    }
  }

  private void unwatchIdle() throws IOException {
    if (idleWatched && bash != null) {
      idleWatched = false;
      bash.watchIdle(null);
    }
  }

  private void takeLate(Bash shell) throws IOException {
    var listener = new Idle();
    for (int i = 0; i < LATE_ROUNDS_MAX && !shell.ended() && shell.pending(); i++) {
      shell.gather(listener);
    }
  }

  /// Looks at what the running command uses; called by the watch.
  void look() {
    Watched running = watched;
    if (running != null) {
      running.look();
    }
  }

  /// Sends a signal to the running command; one that ends programs ends all of it.
  ///
  /// @return whether a command is running
  boolean signal(int signal) {
    Stopper running = stopper;
    if (running == null) {
      return false;
    }
    switch (signal) {
      case ProcessCalls.SIGHUP,
          ProcessCalls.SIGINT,
          ProcessCalls.SIGQUIT,
          ProcessCalls.SIGKILL,
          ProcessCalls.SIGTERM ->
          running.stop("signal " + signal, signal);
      default -> running.signalOthers(signal);
    }
    return true;
  }

  /// Ends the shell for good, after its last command; what that left behind ends with it.
  void retire() throws IOException {
    gone = true;
    turn.lock();
    try (Pin pin = parts.branches().pin(branch)) {
      leave(pin);
    } catch (RefusalException e) {
      leave(); // The branch is gone before it.
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

  String path() {
    return path;
  }

  BranchRef branch() {
    return branch;
  }

  @Override
  public Place place() {
    return Objects.requireNonNull(place, "the shell shows no branch");
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
    parts.ended().accept(this);
    parts.settling().later(this);
  }

  /// Between calls: what is printed late belongs to the last one.
  private final class Idle implements Bash.Listener {
    private @Nullable String text;
    private @Nullable String where;
    private Report.@Nullable Ready ready;

    @Override
    public void reported(Report report) {
      switch (report) {
        case Report.Where it -> where = it.cwd();
        case Report.State it -> text = it.text();
        case Report.Ready it -> ready = it;
        case Report.Ended _ -> {
          bashEnded = true;
          if (text != null) {
            state = State.of(text, where, "the state that it had as it ended");
            stale = false;
          }
        }
        case Report.Served _, Report.Finished _ -> {} // Nobody waits for these.
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
