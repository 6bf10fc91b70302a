package dev.unwait.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;

/// System calls on processes, pipes and readiness, named as in section 2 of the manual.
public final class ProcessCalls {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;

  /// The last real-time signal: hardly any program has a use of its own for it.
  public static final int SIGRTMAX = 64;

  public static final int RLIMIT_CPU = 0;
  public static final int RLIMIT_FSIZE = 1;
  public static final int RLIMIT_CORE = 4;
  public static final int RLIMIT_NPROC = 6;
  public static final int RLIMIT_NOFILE = 7;

  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;
  public static final int EPOLLIN = 1;
  public static final int EPOLLONESHOT = 1 << 30;

  static final short POLLIN = 1;
  static final short POLLOUT = 4;

  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int EFD_CLOEXEC = FileCalls.O_CLOEXEC;
  private static final int EFD_NONBLOCK = FileCalls.O_NONBLOCK;
  private static final int EPOLL_CLOEXEC = FileCalls.O_CLOEXEC;
  private static final long FIONREAD = 0x541B;
  private static final int WNOHANG = 1;
  private static final short POSIX_SPAWN_SETSIGDEF = 0x04;
  private static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  // More than any libc needs for the structures that it keeps opaque.
  private static final long OPAQUE_SIZE = 1024;
  private static final long SIGSET_SIZE = 128;
  private static final long NANOS = 1_000_000_000L;

  private static final MethodHandle PIPE2 =
      Native.handle("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POSIX_SPAWN =
      Native.handle(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle ACTIONS_INIT =
      Native.handle("posix_spawn_file_actions_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ACTIONS_DESTROY =
      Native.handle("posix_spawn_file_actions_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ACTIONS_DUP2 =
      Native.handle(
          "posix_spawn_file_actions_adddup2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle ACTIONS_CLOSEFROM =
      Native.handle(
          "posix_spawn_file_actions_addclosefrom_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ATTR_INIT =
      Native.handle("posix_spawnattr_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ATTR_DESTROY =
      Native.handle("posix_spawnattr_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ATTR_FLAGS =
      Native.handle(
          "posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  private static final MethodHandle ATTR_SIGMASK =
      Native.handle(
          "posix_spawnattr_setsigmask", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle ATTR_SIGDEFAULT =
      Native.handle(
          "posix_spawnattr_setsigdefault", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SIGFILLSET =
      Native.handle("sigfillset", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle PPOLL =
      Native.handle("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
  private static final MethodHandle EPOLL_CREATE1 =
      Native.handle("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      Native.handle(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      Native.handle(
          "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle EVENTFD =
      Native.handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle WAITPID =
      Native.handle("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle KILL =
      Native.handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SYSCALL_2 =
      Native.variadic(
          "syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle SYSCALL_4 =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final long SYS_PIDFD_OPEN = 434;
  private static final long SYS_PIDFD_SEND_SIGNAL = 424;
  private static final MethodHandle FCNTL =
      Native.variadic("fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      Native.variadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle PRLIMIT =
      Native.handle(
          "prlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle READ =
      Native.handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      Native.handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  private static final MethodHandle PWRITE =
      Native.handle(
          "pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle MEMFD_CREATE =
      Native.handle("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final int MFD_CLOEXEC = 1;

  private final Caller caller;

  ProcessCalls(Faults faults) {
    caller = new Caller(faults);
  }

  /// A pipe whose ends are closed at exec: the reading end, then the writing end.
  public int[] pipe2(int flags) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment ends = outer.allocate(8, 4);
      caller.call(
          "pipe2",
          "",
          (arena, state) -> (int) PIPE2.invokeExact(state, ends, flags | FileCalls.O_CLOEXEC));
      return new int[] {ends.get(JAVA_INT, 0), ends.get(JAVA_INT, 4)};
    }
  }

  /// Starts a program with no signal blocked or ignored and no descriptors but those given.
  ///
  /// @param argv the program's path and its arguments
  /// @param descriptors from each number in the new process to the one here; these must all be
  ///   above the highest of those
  /// @return its process number; the caller waits for it
  public int posix_spawn(
      List<String> argv, List<String> environment, Map<Integer, Integer> descriptors)
      throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment pid = outer.allocate(JAVA_INT);
      MemorySegment actions = outer.allocate(OPAQUE_SIZE, 16);
      MemorySegment attributes = outer.allocate(OPAQUE_SIZE, 16);
      MemorySegment args = strings(outer, argv);
      MemorySegment env = strings(outer, environment);
      long failed =
          caller.call(
              "posix_spawn",
              argv.getFirst(),
              (arena, state) -> {
                prepare(arena, state, actions, attributes, descriptors);
                try {
                  return (int)
                      POSIX_SPAWN.invokeExact(
                          state, pid, args.get(ADDRESS, 0), actions, attributes, args, env);
                } finally {
                  int ignored = (int) ACTIONS_DESTROY.invokeExact(state, actions);
                  ignored = (int) ATTR_DESTROY.invokeExact(state, attributes);
                }
              });
      if (failed != 0) { // posix_spawn returns the error number itself.
        throw new SystemCallException("posix_spawn " + argv.getFirst(), (int) failed);
      }
      return pid.get(JAVA_INT, 0);
    }
  }

  private static void prepare(
      Arena arena,
      MemorySegment state,
      MemorySegment actions,
      MemorySegment attributes,
      Map<Integer, Integer> descriptors)
      throws Throwable {
    MemorySegment none = arena.allocate(SIGSET_SIZE, 8);
    MemorySegment all = arena.allocate(SIGSET_SIZE, 8);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    int failed = (int) ACTIONS_INIT.invokeExact(state, actions);
    failed |= (int) ATTR_INIT.invokeExact(state, attributes);
    failed |= (int) SIGFILLSET.invokeExact(state, all);
    failed |= (int) ATTR_SIGDEFAULT.invokeExact(state, attributes, all);
    failed |= (int) ATTR_SIGMASK.invokeExact(state, attributes, none);
    failed |= (int) ATTR_FLAGS.invokeExact(state, attributes, flags);
    int last = 2;
    for (var descriptor : descriptors.entrySet()) {
      int target = descriptor.getKey();
      int source = descriptor.getValue();
      last = Math.max(last, target);
      failed |= (int) ACTIONS_DUP2.invokeExact(state, actions, source, target);
    }
    failed |= (int) ACTIONS_CLOSEFROM.invokeExact(state, actions, last + 1);
    if (failed != 0) {
      throw new OutOfMemoryError("posix_spawn could not be prepared"); // Its only failure.
    }
  }

  /// An array of pointers to strings, ended by a null pointer.
  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, Native.name(arena, texts.get(i)));
    }
    return array;
  }

  /// Waits until one of the descriptors is ready, or for the time given.
  ///
  /// @return how many are ready; 0 also when a signal came between
  public int ppoll(PollSet set, long timeoutNanos) throws SystemCallException {
    try {
      return (int)
          caller.call(
              "ppoll",
              "",
              (arena, state) -> {
                MemorySegment timeout = arena.allocate(16, 8);
                timeout.set(JAVA_LONG, 0, timeoutNanos / NANOS);
                timeout.set(JAVA_LONG, 8, timeoutNanos % NANOS);
                return (int)
                    PPOLL.invokeExact(
                        state, set.segment(), (long) set.size(), timeout, MemorySegment.NULL);
              });
    } catch (SystemCallException e) {
      if (e.is(Errno.EINTR)) {
        return 0;
      }
      throw e;
    }
  }

  public int epoll_create1() throws SystemCallException {
    return (int)
        caller.call(
            "epoll_create1",
            "",
            (arena, state) -> (int) EPOLL_CREATE1.invokeExact(state, EPOLL_CLOEXEC));
  }

  /// @param data what {@link EpollEvents#data} gives back
  public void epoll_ctl(int epfd, int op, int fd, int events, long data)
      throws SystemCallException {
    caller.call(
        "epoll_ctl",
        "",
        (arena, state) -> {
          MemorySegment event = arena.allocate(16, 8);
          event.set(JAVA_INT, 0, events);
          event.set(EpollEvents.DATA, EpollEvents.DATA_OFFSET, data);
          return (int) EPOLL_CTL.invokeExact(state, epfd, op, fd, event);
        });
  }

  /// Waits for events; blocks its thread, so let that be a platform thread.
  ///
  /// @param timeoutMillis -1 waits without end
  /// @return how many; 0 also when a signal came between
  public int epoll_wait(int epfd, EpollEvents events, int timeoutMillis)
      throws SystemCallException {
    try {
      return (int)
          caller.call(
              "epoll_wait",
              "",
              (arena, state) ->
                  (int)
                      EPOLL_WAIT.invokeExact(
                          state, epfd, events.segment(), events.size(), timeoutMillis));
    } catch (SystemCallException e) {
      if (e.is(Errno.EINTR)) {
        return 0;
      }
      throw e;
    }
  }

  /// A counter that wakes whoever polls it; neither reading nor writing blocks.
  public int eventfd() throws SystemCallException {
    return (int)
        caller.call(
            "eventfd",
            "",
            (arena, state) -> (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK));
  }

  /// @param wait whether to block until it ends
  /// @return its wait status, or -1 if it has not ended
  public int waitpid(int pid, boolean wait) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment status = outer.allocate(JAVA_INT);
      while (true) {
        try {
          long ended =
              caller.call(
                  "waitpid",
                  Integer.toString(pid),
                  (arena, state) ->
                      (int) WAITPID.invokeExact(state, pid, status, wait ? 0 : WNOHANG));
          return ended == 0 ? -1 : status.get(JAVA_INT, 0);
        } catch (SystemCallException e) {
          if (!e.is(Errno.EINTR)) {
            throw e;
          }
        }
      }
    }
  }

  public void kill(int pid, int signal) throws SystemCallException {
    caller.call(
        "kill",
        Integer.toString(pid),
        (arena, state) -> (int) KILL.invokeExact(state, pid, signal));
  }

  /// A handle of a process that no other process can come to stand for; readable once it has ended.
  public int pidfd_open(int pid) throws SystemCallException {
    return (int)
        caller.call(
            "pidfd_open",
            Integer.toString(pid),
            (arena, state) -> (long) SYSCALL_2.invokeExact(state, SYS_PIDFD_OPEN, pid, 0));
  }

  public void pidfd_send_signal(int pidfd, int signal) throws SystemCallException {
    caller.call(
        "pidfd_send_signal",
        "",
        (arena, state) ->
            (long)
                SYSCALL_4.invokeExact(
                    state, SYS_PIDFD_SEND_SIGNAL, pidfd, signal, MemorySegment.NULL, 0));
  }

  /// The same open file under another number, at least `least`, closed at exec.
  public int dupAbove(int fd, int least) throws SystemCallException {
    return fcntl(fd, F_DUPFD_CLOEXEC, least);
  }

  /// Makes reads and writes on the open file say EAGAIN rather than wait.
  public void setNonblocking(int fd) throws SystemCallException {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | FileCalls.O_NONBLOCK);
  }

  private int fcntl(int fd, int command, int argument) throws SystemCallException {
    return (int)
        caller.call(
            "fcntl", "", (arena, state) -> (int) FCNTL.invokeExact(state, fd, command, argument));
  }

  /// How many bytes can be read from a pipe at once; FIONREAD in ioctl(2).
  public int fionread(int fd) throws SystemCallException {
    try (Arena outer = Arena.ofConfined()) {
      MemorySegment count = outer.allocate(JAVA_INT);
      caller.call(
          "ioctl",
          "FIONREAD",
          (arena, state) -> (int) IOCTL.invokeExact(state, fd, FIONREAD, count));
      return count.get(JAVA_INT, 0);
    }
  }

  /// Sets a bound, soft and hard, on what a process may use.
  public void prlimit(int pid, int resource, long bound) throws SystemCallException {
    caller.call(
        "prlimit",
        Integer.toString(pid),
        (arena, state) -> {
          MemorySegment limits = arena.allocate(16, 8);
          limits.set(JAVA_LONG, 0, bound);
          limits.set(JAVA_LONG, 8, bound);
          return (int) PRLIMIT.invokeExact(state, pid, resource, limits, MemorySegment.NULL);
        });
  }

  /// Reads into the buffer what is there, at most `max` bytes.
  ///
  /// @return how many; 0 at the end; -1 where reading would have to wait
  public int read(int fd, IoBuffer buffer, int max) throws SystemCallException {
    MemorySegment segment = buffer.segment();
    try {
      return (int)
          caller.call(
              "read",
              "",
              (arena, state) ->
                  (long) READ.invokeExact(state, fd, segment, Math.min(segment.byteSize(), max)));
    } catch (SystemCallException e) {
      if (e.is(Errno.EAGAIN) || e.is(Errno.EINTR)) {
        return -1;
      }
      throw e;
    }
  }

  /// Writes bytes from an index on, as many as fit now.
  ///
  /// @return how many; -1 where writing would have to wait
  public int write(int fd, byte[] bytes, int from) throws SystemCallException {
    try {
      return (int)
          caller.call(
              "write",
              "",
              (arena, state) -> {
                long length = (long) bytes.length - from;
                MemorySegment segment = arena.allocate(Math.max(1, length));
                MemorySegment.copy(bytes, from, segment, JAVA_BYTE, 0, (int) length);
                return (long) WRITE.invokeExact(state, fd, segment, length);
              });
    } catch (SystemCallException e) {
      if (e.is(Errno.EAGAIN) || e.is(Errno.EINTR)) {
        return -1;
      }
      throw e;
    }
  }

  /// Writes bytes at an offset, as many as the kernel takes.
  public int pwrite(int fd, byte[] bytes, int from, long offset) throws SystemCallException {
    return (int)
        caller.call(
            "pwrite",
            "",
            (arena, state) -> {
              long length = (long) bytes.length - from;
              MemorySegment segment = arena.allocate(Math.max(1, length));
              MemorySegment.copy(bytes, from, segment, JAVA_BYTE, 0, (int) length);
              return (long) PWRITE.invokeExact(state, fd, segment, length, offset);
            });
  }

  /// A file that lives in memory and has no name in any directory.
  public int memfd_create(String name) throws SystemCallException {
    return (int)
        caller.call(
            "memfd_create",
            name,
            (arena, state) ->
                (int) MEMFD_CREATE.invokeExact(state, Native.name(arena, name), MFD_CLOEXEC));
  }
}
