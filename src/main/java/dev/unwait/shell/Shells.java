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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The shells of all branches.
public final class Shells implements Closeable {
  private final Parts parts;
  private final Outputs outputs;
  private final Closing owned = new Closing();
  private final Settling settling;
  private final ReentrantLock lock = new ReentrantLock();
  // Under the lock.
  private final Map<BranchRef, Map<String, Session>> sessions = new HashMap<>();

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
    var waker = new Waker(linux);
    owned.own(waker);
    var pool = new Pool(linux, options, folder, waker);
    owned.own(pool);
    settling = new Settling(options.idle());
    owned.own(settling);
    var temporary = new Temporary(linux, backend, options.bounds().temporary());
    owned.own(temporary);
    parts = new Parts(linux, options, branches, pool, temporary, settling::later);
  }

  /// Has warm shells made ready for branches shown at this path.
  public void prepare(String path) {
    parts.pool().refill(path);
  }

  /// Runs a command in a shell of the branch, and returns when it has ended.
  public RunResult run(BranchRef branch, RunRequest request)
      throws IOException, InterruptedException {
    check(request);
    var session = session(branch, request.shell());
    var output = outputs.begin();
    try {
      return session.run(request, output);
    } finally {
      output.finish(null);
      outputs.ended(output);
    }
  }

  /// Starts a command in a shell of its own, which has the state of the shell that is named.
  ///
  /// @return the job, for {@link #output} and {@link #signal}
  public String start(BranchRef branch, RunRequest request)
      throws IOException, InterruptedException {
    throw RefusalException.unsupported("start a job", "jobs are not there yet", "Run it instead");
  }

  /// Lines of what a command printed, or a job prints.
  ///
  /// @param handle of an output, or a job
  public Page output(String handle, PageRequest request) throws IOException, InterruptedException {
    return outputs.find(handle).page(request);
  }

  /// Sends a signal to a job and all that it started.
  ///
  /// @param signal its name, such as `TERM`, or its number
  /// @return false if the job has ended
  public boolean signal(String job, String signal) throws IOException {
    throw RefusalException.unsupported("signal " + job, "jobs are not there yet", "");
  }

  /// How many shells there are, not counting those that wait for work.
  public int count() {
    lock.lock();
    try {
      return sessions.values().stream().mapToInt(Map::size).sum();
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
      return sessions
          .computeIfAbsent(branch, _ -> new HashMap<>())
          .computeIfAbsent(name, _ -> new Session(parts, branch, name, path, State.NONE));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      sessions.values().forEach(named -> named.values().forEach(Session::end));
    } finally {
      lock.unlock();
    }
    owned.close();
  }
}
