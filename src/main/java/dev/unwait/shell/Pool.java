package dev.unwait.shell;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Warm shells that stand ready, for each path at which branches are shown.
final class Pool implements Closeable {
  private static final Logger LOG = System.getLogger(Pool.class.getName());

  private static final Duration REFILL_DELAY = Duration.ofMillis(20);
  private static final int STARTS_PER_PROCESSOR = 2;

  /// A shell that belongs to no branch yet.
  ///
  /// @param bashPid the process number of bash within its sandbox
  /// @param temporary what it has for `/tmp` until it shows a branch's
  record Warm(
      Bash bash, int bashPid, Map<String, String> environment, Temporary.Folder temporary) {}

  private final Linux linux;
  private final ShellOptions options;
  private final Path scripts;
  private final Waker waker;
  private final Temporary temporary;
  private final Spawner spawner;
  private final Optional<ProcessCap> cap;
  private final ExecutorService refills = Executors.newVirtualThreadPerTaskExecutor();
  // More at a time only slow each other down.
  private final Semaphore starts =
      new Semaphore(STARTS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(), true);
  private final ReentrantLock lock = new ReentrantLock();
  // All of these: under the lock.
  private final Map<String, Deque<Warm>> idle = new HashMap<>();
  private final Set<Bash> living = new HashSet<>();
  private int starting;
  private boolean closed;

  /// @param folder a folder of ours for the scripts
  Pool(Linux linux, ShellOptions options, Path folder, Waker waker, Temporary temporary)
      throws IOException {
    this.linux = linux;
    this.options = options;
    this.waker = waker;
    this.temporary = temporary;
    scripts = folder.resolve("shell"); // Shown in each sandbox, so nothing else may be in it.
    Scripts.write(scripts);
    cap = ProcessCap.find();
    spawner = new Spawner(linux);
  }

  private static String bubblewrap() throws RefusalException {
    for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin").split(":")) {
      if (Files.isExecutable(Path.of(folder, "bwrap"))) {
        return Path.of(folder, "bwrap").toString();
      }
    }
    throw RefusalException.unsupported(
        "start a sandboxed shell",
        "there is no bwrap on the PATH",
        "Install bubblewrap; all that needs no shell works without it");
  }

  /// A shell for a branch shown at this path: a warm one, or a new one.
  Warm take(String path) throws IOException, InterruptedException {
    Warm warm = takeIdle(path);
    if (warm == null) {
      warm = start(path);
    }
    // Not at once: that would take the processor from whoever is about to use this one.
    CompletableFuture.delayedExecutor(REFILL_DELAY.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> refill(path));
    return warm;
  }

  private @org.jspecify.annotations.Nullable Warm takeIdle(String path) throws IOException {
    while (true) {
      Warm warm;
      lock.lock();
      try {
        warm = idle.computeIfAbsent(path, _ -> new ArrayDeque<>()).poll();
      } finally {
        lock.unlock();
      }
      if (warm == null || !(warm.bash().pending() || warm.bash().ended())) {
        return warm;
      }
      discard(warm); // It has said something unasked: it has ended.
    }
  }

  /// Starts shells in the background until as many stand ready as there should.
  void refill(String path) {
    lock.lock();
    try {
      int ready = idle.computeIfAbsent(path, _ -> new ArrayDeque<>()).size();
      if (closed || ready + starting >= options.idlePerProject()) {
        return;
      }
      refills.execute(() -> startIdle(path)); // It is shut down after `closed` is set.
      starting++;
    } finally {
      lock.unlock();
    }
  }

  private void startIdle(String path) {
    boolean started = false;
    try {
      Warm warm = start(path);
      lock.lock();
      try {
        if (!closed) {
          idle.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(warm);
          started = true;
        }
      } finally {
        lock.unlock();
      }
      if (!started) {
        discard(warm);
      }
    } catch (IOException e) {
      if (!isClosed()) {
        LOG.log(Level.WARNING, "a warm shell could not be started path=" + path, e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.lock();
      try {
        starting--;
      } finally {
        lock.unlock();
      }
    }
    if (started) {
      refill(path);
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private Warm start(String path) throws IOException, InterruptedException {
    starts.acquire();
    try {
      return startNow(path);
    } finally {
      starts.release();
    }
  }

  private Warm startNow(String path) throws IOException, InterruptedException {
    var environment =
        Environment.of(
            options.sandbox().environment(), options.sandbox().userHome().toString(), path);
    var command =
        Sandbox.commandLine(
            bubblewrap(), options.sandbox(), path, scripts, options.bounds().temporary());
    Bash bash = begin(command, Environment.lines(environment));
    boolean stands = false;
    try {
      int pid = bash.stand(options.startTimeout(), options.bounds());
      if (cap.isPresent()) {
        cap.get().hold(bash.initPid(), options.bounds().processes());
      }
      var warm = new Warm(bash, pid, environment, temporary.prepare(bash.namespace(), path));
      stands = true;
      return warm;
    } finally {
      if (!stands) {
        discard(bash);
      }
    }
  }

  private Bash begin(List<String> command, List<String> environment) throws IOException {
    makeRoom();
    Bash bash = Bash.start(linux, waker, spawner, command, environment);
    lock.lock();
    try {
      living.add(bash);
    } finally {
      lock.unlock();
    }
    return bash;
  }

  /// Where there are as many shells as allowed, an idle one goes.
  private void makeRoom() throws IOException {
    Warm spare = null;
    lock.lock();
    try {
      if (closed) {
        throw RefusalException.unavailable("start a shell", "the daemon is stopping", "");
      }
      if (living.size() >= options.shellsMax()) {
        spare =
            idle.values().stream()
                .filter(warm -> !warm.isEmpty())
                .findFirst()
                .map(Deque::poll)
                .orElseThrow(() ->
                    RefusalException.limit(
                        "start a shell",
                        "there are " + options.shellsMax() + " already",
                        "Discard branches, or end background jobs"));
      }
    } finally {
      lock.unlock();
    }
    if (spare != null) {
      discard(spare);
    }
  }

  /// Ends a shell that belongs to no branch.
  private void discard(Warm warm) throws IOException {
    warm.temporary().close();
    discard(warm.bash());
  }

  /// Ends a shell; it does not come back.
  void discard(Bash bash) throws IOException {
    boolean ours;
    lock.lock();
    try {
      ours = living.remove(bash);
    } finally {
      lock.unlock();
    }
    if (ours) {
      bash.close();
      if (cap.isPresent() && bash.initPid() > 0) {
        cap.get().release(bash.initPid());
      }
    }
  }

  int size() {
    lock.lock();
    try {
      return living.size();
    } finally {
      lock.unlock();
    }
  }

  /// Ends all shells. Nobody may be using one.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    refills.shutdownNow();
    refills.close();
    List<Bash> left;
    List<Warm> ready;
    lock.lock();
    try {
      left = new ArrayList<>(living);
      ready = idle.values().stream().flatMap(Deque::stream).toList();
    } finally {
      lock.unlock();
    }
    ready.forEach(warm -> warm.temporary().close());
    left.forEach(Bash::kill); // All at once, then wait for each.
    for (Bash bash : left) {
      discard(bash);
    }
    spawner.close();
  }
}
