package dev.unwait.shell;

import dev.unwait.base.Closing;
import dev.unwait.base.RefusalException;
import dev.unwait.branch.BranchRef;
import dev.unwait.linux.Linux;
import dev.unwait.output.Outputs;
import dev.unwait.output.Page;
import dev.unwait.output.PageRequest;
import dev.unwait.overlay.Backend;
import dev.unwait.workspace.Branches;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/// The shells of all branches.
public final class Shells implements Closeable {
  private static final Logger LOG = System.getLogger(Shells.class.getName());

  private final Parts parts;
  private final Outputs outputs;
  private final Closing owned = new Closing();
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock lock = new ReentrantLock();
  // All of these: under the lock.
  private final Map<BranchRef, Map<String, Session>> sessions = new HashMap<>();
  private final Map<String, Job> jobs = new HashMap<>();
  private boolean closed;

  /// @param folder a folder of the daemon's for what shells need
  public Shells(
      Linux linux,
      ShellOptions options,
      Branches branches,
      Backend backend,
      Outputs outputs,
      Path folder)
      throws IOException {
    this.outputs = outputs;
    var temporary = new Temporary(linux, backend, options.bounds().temporary());
    owned.own(temporary);
    var waker = new Waker(linux);
    owned.own(waker);
    var pool = new Pool(linux, options, folder, waker, temporary);
    owned.own(pool);
    var settling = new Settling(options.idle());
    owned.own(settling);
    var watch = new Watch();
    owned.own(watch);
    parts =
        new Parts(
            linux, options, branches, backend, pool, temporary, settling, watch, this::forget);
  }

  /// Has warm shells made ready for branches shown at this path.
  public void prepare(String path) {
    parts.pool().refill(path);
  }

  /// Runs a command in a shell of the branch, and returns when it has ended.
  ///
  /// @throws InterruptedException once the command is ended, where the caller was cancelled
  public RunResult run(BranchRef branch, RunRequest request)
      throws IOException, InterruptedException {
    check(request);
    var session = session(branch, request.shell());
    var limit = request.timeout();
    var output = outputs.begin();
    try {
      return session.run(request, limit == null ? parts.options().bounds().time() : limit, output);
    } finally {
      output.finish(null);
      outputs.ended(output);
    }
  }

  /// Starts a command in the background, in a shell of its own that begins with the state of the
  /// named one.
  ///
  /// @return the name of the job, which is also the handle of its output
  public String start(BranchRef branch, RunRequest request)
      throws IOException, InterruptedException {
    check(request);
    var named = session(branch, request.shell());
    var output = outputs.begin();
    var session = new Session(parts, branch, output.handle(), named.path(), named.copyState());
    lock.lock();
    try {
      jobs.put(output.handle(), new Job(session, output));
    } finally {
      lock.unlock();
    }
    background.execute(() -> work(new Job(session, output), request));
    return output.handle();
  }

  private void work(Job job, RunRequest request) {
    var limit = request.timeout();
    try {
      var result =
          job.session()
              .run(request, limit == null ? parts.options().jobTime() : limit, job.output());
      for (String note : result.notes()) {
        job.output().note(note);
      }
    } catch (IOException e) {
      job.output().note(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      job.output().note("the job was ended with the daemon");
    } finally {
      ended(job);
    }
  }

  private void ended(Job job) {
    lock.lock();
    try {
      jobs.remove(job.output().handle());
    } finally {
      lock.unlock();
    }
    try {
      job.session().retire();
      job.output().finish(null);
      outputs.ended(job.output());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a job could not be tidied away job=" + job.output().handle(), e);
    }
  }

  /// Lines of what a command printed, or a job prints.
  ///
  /// @param handle of an output, or a job
  public Page output(String handle, PageRequest request) throws IOException, InterruptedException {
    return outputs.find(handle).page(request);
  }

  /// Sends a signal to all that a job has started. One that asks programs to end, ends the job.
  ///
  /// @param signal its name, such as `TERM`, or its number
  /// @return false if the job has ended
  public boolean signal(String job, String signal) throws IOException {
    int number = Signals.parse(signal);
    Job found;
    lock.lock();
    try {
      found = jobs.get(job);
    } finally {
      lock.unlock();
    }
    if (found == null || found.output().isDone()) {
      outputs.find(job); // Says so if there never was one.
      return false;
    }
    return found.session().signal(number);
  }

  /// How many shells there are, not counting those that wait for work.
  public int count() {
    lock.lock();
    try {
      return sessions.values().stream().mapToInt(Map::size).sum() + jobs.size();
    } finally {
      lock.unlock();
    }
  }

  /// How many shells of a branch there are, jobs included.
  public int count(BranchRef branch) {
    lock.lock();
    try {
      long working =
          jobs.values().stream().filter(job -> job.session().branch().equals(branch)).count();
      return sessions.getOrDefault(branch, Map.of()).size() + (int) working;
    } finally {
      lock.unlock();
    }
  }

  private void check(RunRequest request) throws IOException {
    int size = request.command().getBytes(StandardCharsets.UTF_8).length;
    byte[] stdin = request.stdin();
    String attempted = "run a command";
    if (request.command().indexOf('\0') >= 0) {
      throw RefusalException.invalid(
          attempted, "it contains a zero byte, which no shell can take", "Leave it out");
    }
    if (size > parts.options().commandMax()) {
      throw RefusalException.limit(
          attempted,
          "it is " + size + " bytes long, more than " + parts.options().commandMax(),
          "Write a script into the branch and run that");
    }
    if (stdin != null && stdin.length > parts.options().stdinMax()) {
      throw RefusalException.limit(
          attempted,
          "its input is " + stdin.length + " bytes, more than " + parts.options().stdinMax(),
          "Write a file into the branch and redirect from that");
    }
  }

  private Session session(BranchRef branch, String name) throws IOException {
    lock.lock();
    try {
      var found = sessions.getOrDefault(branch, Map.of()).get(name);
      if (found != null) {
        return found;
      }
    } finally {
      lock.unlock();
    }
    String path;
    try (var pin = parts.branches().pin(branch)) {
      path = pin.path();
    }
    lock.lock();
    try {
      if (closed) {
        throw RefusalException.unavailable("run a command", "the daemon is stopping", "");
      }
      return sessions
          .computeIfAbsent(branch, _ -> new HashMap<>())
          .computeIfAbsent(name, _ -> new Session(parts, branch, name, path, State.NONE));
    } finally {
      lock.unlock();
    }
  }

  /// The branch of this shell is gone, and with it all its shells and its `/tmp`.
  private void forget(Session session) {
    lock.lock();
    try {
      sessions.remove(session.branch());
    } finally {
      lock.unlock();
    }
    parts.temporary().forget(session.branch());
  }

  @Override
  public void close() throws IOException {
    List<Session> all = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      sessions.values().forEach(named -> all.addAll(named.values()));
      jobs.values().forEach(job -> all.add(job.session()));
    } finally {
      lock.unlock();
    }
    all.forEach(Session::end); // Those that run return at once; then nobody uses what is closed.
    for (var session : all) {
      session.retire();
    }
    background.close();
    owned.close();
  }
}
