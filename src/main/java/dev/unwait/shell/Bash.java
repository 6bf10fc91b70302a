package dev.unwait.shell;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.IoBuffer;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Names;
import dev.unwait.linux.PollSet;
import dev.unwait.linux.ProcessCalls;
import dev.unwait.output.Source;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One sandbox with a bash in it that serves frames. Used by one thread at a time, except for the
/// methods that say otherwise.
final class Bash implements Closeable {
  /// Told what came from the shell.
  interface Listener {
    void reported(Report report);

    void printed(Source source, byte[] bytes) throws IOException;
  }

  private static final int BUFFER = 64 << 10;
  private static final int REPORT_MAX = 8 << 20;
  private static final long FAST_NANOS = 1_000_000;
  private static final long NOW = 0;
  private static final int STATUS = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int END = 3;
  private static final Pattern CHILD = Pattern.compile("\"child-pid\": *(\\d+)");

  private final Linux linux;
  private final Waker waker;
  private final Wires wires;
  private final int outerPid;
  private final Semaphore awake = new Semaphore(0);
  private final IoBuffer buffer = new IoBuffer(BUFFER);
  private final ByteArrayOutputStream report = new ByteArrayOutputStream();
  private int initPid;
  private int initHandle = -1;
  private int namespace = -1;
  private int epoll = -1;
  private long ticket;
  private @Nullable PollSet set;
  private volatile @Nullable Runnable idleListener;
  private volatile boolean ended;

  private Bash(Linux linux, Waker waker, Wires wires, int outerPid) {
    this.linux = linux;
    this.waker = waker;
    this.wires = wires;
    this.outerPid = outerPid;
  }

  /// Starts a sandbox; bash is not ready yet.
  static Bash start(
      Linux linux, Waker waker, Spawner spawner, List<String> command, List<String> environment)
      throws IOException {
    var wires = new Wires(linux);
    Bash bash = null;
    boolean started = false;
    try {
      int pid = spawner.spawn(command, environment, wires.descriptors());
      wires.started();
      bash = new Bash(linux, waker, wires, pid);
      started = true;
      return bash;
    } finally {
      if (!started) {
        wires.close();
      }
    }
  }

  /// Sets what a process of the sandbox may use at most; those that it starts inherit it.
  private void limit(Bounds bounds) throws IOException {
    linux.processes().prlimit(initPid, ProcessCalls.RLIMIT_NOFILE, bounds.openFiles());
    linux.processes().prlimit(initPid, ProcessCalls.RLIMIT_FSIZE, bounds.fileSize());
    linux.processes().prlimit(initPid, ProcessCalls.RLIMIT_CORE, 0);
  }

  /// Waits until the sandbox stands and bash is ready in it.
  ///
  /// @return the process number of bash within the sandbox
  int stand(Duration timeout, Bounds bounds) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    initPid = childPid(deadline);
    limit(bounds);
    initHandle = linux.processes().pidfd_open(initPid);
    namespace =
        linux
            .files()
            .openat(FileCalls.AT_FDCWD, "/proc/" + initPid + "/ns/mnt", FileCalls.O_RDONLY, 0);
    epoll = linux.processes().epoll_create1();
    set = PollSet.reading(wires.status, wires.stdout, wires.stderr, initHandle);
    for (int fd : new int[] {wires.status, wires.stdout, wires.stderr, initHandle}) {
      linux.processes().epoll_ctl(epoll, ProcessCalls.EPOLL_CTL_ADD, fd, ProcessCalls.EPOLLIN, fd);
    }
    ticket = waker.add(epoll, this::wake);
    return ready(deadline);
  }

  /// Bubblewrap says on its info descriptor which process is the first of the sandbox.
  private int childPid(long deadline) throws IOException {
    var said = new StringBuilder();
    var infoSet = PollSet.reading(wires.info);
    while (System.nanoTime() < deadline) {
      linux.processes().ppoll(infoSet, FAST_NANOS);
      int count = linux.processes().read(wires.info, buffer, BUFFER);
      if (count > 0) {
        said.append(new String(buffer.copy(count), StandardCharsets.US_ASCII));
      }
      var child = CHILD.matcher(said);
      if (said.indexOf("}") > 0 && child.find()) {
        return Integer.parseInt(child.group(1));
      }
      if (count == 0) {
        throw failed("bubblewrap ended at once: " + errors());
      }
    }
    throw failed("bubblewrap did not say that it had begun");
  }

  private int ready(long deadline) throws IOException, InterruptedException {
    var reports = new Reports();
    while (reports.ready == null) {
      if (ended || System.nanoTime() > deadline) {
        throw failed("bash did not become ready: " + reports.errors);
      }
      await(deadline);
      gather(reports);
    }
    return reports.ready.pid();
  }

  private String errors() throws IOException {
    int count = linux.processes().read(wires.stderr, buffer, BUFFER);
    return count > 0
        ? new String(buffer.copy(count), StandardCharsets.UTF_8).strip()
        : "no message";
  }

  private static RefusalException failed(String why) {
    return RefusalException.unsupported(
        "start a sandboxed shell",
        why,
        "Look at what `unwait doctor` says about bubblewrap and namespaces");
  }

  /// The mount namespace of the sandbox; open while this is.
  int namespace() {
    return namespace;
  }

  int initPid() {
    return initPid;
  }

  boolean ended() {
    return ended;
  }

  /// Hands a frame to bash.
  void send(char type, String text, long deadline) throws IOException {
    byte[] body = Names.encode(text);
    byte[] frame = new byte[Scripts.HEAD + body.length];
    frame[0] = (byte) type;
    frame[1] = (byte) (isAscii(body) ? Scripts.ASCII : Scripts.BYTES);
    int left = body.length;
    for (int i = Scripts.HEAD - 1; i > 1; i--) {
      frame[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    System.arraycopy(body, 0, frame, Scripts.HEAD, body.length);
    write(frame, deadline);
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private void write(byte[] frame, long deadline) throws IOException {
    int done = 0;
    while (done < frame.length) {
      int count = linux.processes().write(wires.command, frame, done);
      if (count > 0) {
        done += count;
      } else if (System.nanoTime() > deadline || ended) {
        throw new IOException("hand a command to a shell failed: it does not read");
      } else {
        linux.processes().ppoll(PollSet.writing(wires.command), FAST_NANOS);
      }
    }
  }

  /// Lets the keeper start a new bash where one has ended, and takes back what that one left
  /// unread.
  ///
  /// @return how many bytes it had not read
  int restart(long deadline) throws IOException {
    int end =
        linux
            .files()
            .openat(
                FileCalls.AT_FDCWD,
                "/proc/self/fd/" + wires.command,
                FileCalls.O_RDONLY | FileCalls.O_NONBLOCK,
                0);
    int unread = 0;
    try {
      int count = linux.processes().read(end, buffer, BUFFER);
      while (count > 0) {
        unread += count;
        count = linux.processes().read(end, buffer, BUFFER);
      }
    } finally {
      linux.files().close(end);
    }
    write(new byte[] {'\n'}, deadline);
    return unread;
  }

  /// Replaces what the next fed command reads.
  void feed(byte[] stdin) throws IOException {
    linux.files().ftruncate(wires.stdin, 0);
    int done = 0;
    while (done < stdin.length) {
      done += linux.processes().pwrite(wires.stdin, stdin, done, done);
    }
  }

  /// Waits until something came: a moment in the kernel, then parked.
  ///
  /// @return whether something came before the deadline
  boolean await(long deadline) throws IOException, InterruptedException {
    long left = deadline - System.nanoTime();
    if (poll(Math.clamp(left, NOW, FAST_NANOS))) {
      return true;
    }
    waker.arm(epoll, ticket);
    left = deadline - System.nanoTime();
    boolean woken = left > 0 && awake.tryAcquire(left, TimeUnit.NANOSECONDS);
    awake.drainPermits();
    return poll(NOW) || woken;
  }

  /// Whether something came already.
  boolean pending() throws IOException {
    return poll(NOW);
  }

  private boolean poll(long nanos) throws IOException {
    return linux.processes().ppoll(set(), nanos) > 0;
  }

  private PollSet set() {
    return java.util.Objects.requireNonNull(set, "the sandbox does not stand yet");
  }

  /// Wakes whoever waits for this shell, as if something had come. Any thread may call it.
  void wake() {
    awake.release();
    var idle = idleListener;
    if (idle != null) {
      idle.run();
    }
  }

  /// Has the listener told, on the waker's thread, when something comes while nobody waits.
  void watchIdle(@Nullable Runnable listener) throws IOException {
    idleListener = listener;
    if (listener == null) {
      waker.disarm(epoll, ticket);
    } else {
      waker.arm(epoll, ticket);
    }
  }

  /// Takes what the last wait found: at most one buffer of each stream, and reports.
  void gather(Listener listener) throws IOException {
    if (set().ready(STDOUT)) {
      pass(wires.stdout, Source.STDOUT, BUFFER, listener);
    }
    if (set().ready(STDERR)) {
      pass(wires.stderr, Source.STDERR, BUFFER, listener);
    }
    if (set().ready(STATUS)) {
      reports(listener);
    }
    if (set().ready(END)) {
      end(listener);
    }
  }

  /// Takes exactly what was printed up to now.
  void drain(Listener listener) throws IOException {
    drain(wires.stdout, Source.STDOUT, listener);
    drain(wires.stderr, Source.STDERR, listener);
  }

  private void drain(int fd, Source source, Listener listener) throws IOException {
    int left = linux.processes().fionread(fd);
    while (left > 0) {
      int count = pass(fd, source, left, listener);
      if (count <= 0) {
        return;
      }
      left -= count;
    }
  }

  private int pass(int fd, Source source, int max, Listener listener) throws IOException {
    int count = linux.processes().read(fd, buffer, max);
    if (count > 0) {
      listener.printed(source, buffer.copy(count));
    }
    return count;
  }

  private void reports(Listener listener) throws IOException {
    int count = linux.processes().read(wires.status, buffer, BUFFER);
    if (count <= 0) {
      return;
    }
    byte[] bytes = buffer.copy(count);
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == 0) {
        report.write(bytes, from, i - from);
        byte[] whole = report.toByteArray();
        report.reset();
        from = i + 1;
        listener.reported(Report.parse(whole, 0, whole.length));
      }
    }
    report.write(bytes, from, count - from);
    if (report.size() > REPORT_MAX) {
      kill(); // Nothing that bash reports by itself is as long.
    }
  }

  /// The whole sandbox has ended; what it left in the pipes is all that comes.
  private void end(Listener listener) throws IOException {
    if (!ended) {
      ended = true;
      drain(listener);
      reports(listener);
    }
  }

  /// Ends every process of the sandbox at once. Any thread may call it.
  void kill() {
    try {
      if (initHandle >= 0) {
        linux.processes().pidfd_send_signal(initHandle, ProcessCalls.SIGKILL);
      } else {
        linux.processes().kill(outerPid, ProcessCalls.SIGKILL);
      }
    } catch (IOException e) {
      ended = true; // It is gone already.
    }
  }

  /// Ends every process of the sandbox, and returns when they are gone.
  @Override
  public void close() throws IOException {
    kill();
    linux.processes().waitpid(outerPid, true);
    if (ticket != 0) {
      waker.remove(epoll, ticket);
    }
    for (int fd : new int[] {initHandle, namespace, epoll}) {
      if (fd >= 0) {
        linux.files().close(fd);
      }
    }
    wires.close();
  }

  /// What a shell says while it is being started.
  private static final class Reports implements Listener {
    private final StringBuilder errors = new StringBuilder();
    private Report.@Nullable Ready ready;

    @Override
    public void reported(Report report) {
      if (report instanceof Report.Ready it) {
        ready = it;
      }
    }

    @Override
    public void printed(Source source, byte[] bytes) {
      errors.append(new String(bytes, StandardCharsets.UTF_8).strip());
    }
  }
}
