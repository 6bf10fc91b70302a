package dev.unwait.shell;

import dev.unwait.linux.EpollEvents;
import dev.unwait.linux.Linux;
import dev.unwait.linux.ProcessCalls;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One platform thread that waits for many descriptors and tells whoever asked that one is ready,
/// so that no virtual thread waits inside the kernel for long.
final class Waker implements Closeable {
  private static final Logger LOG = System.getLogger(Waker.class.getName());
  private static final int EVENTS = 64;
  private static final long STOP = 0;

  private final Linux linux;
  private final int epoll;
  private final int stop;
  private final AtomicLong next = new AtomicLong(STOP + 1);
  private final Map<Long, Runnable> listeners = new ConcurrentHashMap<>();
  private final Thread thread;

  Waker(Linux linux) throws IOException {
    this.linux = linux;
    epoll = linux.processes().epoll_create1();
    stop = linux.processes().eventfd();
    linux
        .processes()
        .epoll_ctl(epoll, ProcessCalls.EPOLL_CTL_ADD, stop, ProcessCalls.EPOLLIN, STOP);
    thread = Thread.ofPlatform().daemon().name("shell-waker").start(this::watch);
  }

  /// Adds a descriptor, not armed yet.
  ///
  /// @param listener told on the waker's thread: it must not block
  /// @return the ticket to arm it by
  long add(int fd, Runnable listener) throws IOException {
    long ticket = next.getAndIncrement();
    linux
        .processes()
        .epoll_ctl(epoll, ProcessCalls.EPOLL_CTL_ADD, fd, ProcessCalls.EPOLLONESHOT, ticket);
    listeners.put(ticket, listener); // Not armed yet, so nobody asks for it before.
    return ticket;
  }

  /// Asks to be told once, at the next time that it is ready, or now.
  void arm(int fd, long ticket) throws IOException {
    linux
        .processes()
        .epoll_ctl(
            epoll,
            ProcessCalls.EPOLL_CTL_MOD,
            fd,
            ProcessCalls.EPOLLIN | ProcessCalls.EPOLLONESHOT,
            ticket);
  }

  void disarm(int fd, long ticket) throws IOException {
    linux
        .processes()
        .epoll_ctl(epoll, ProcessCalls.EPOLL_CTL_MOD, fd, ProcessCalls.EPOLLONESHOT, ticket);
  }

  void remove(int fd, long ticket) throws IOException {
    listeners.remove(ticket);
    linux.processes().epoll_ctl(epoll, ProcessCalls.EPOLL_CTL_DEL, fd, 0, 0);
  }

  private void watch() {
    var events = new EpollEvents(EVENTS);
    boolean stopped = false;
    while (!stopped) {
      try {
        int count = linux.processes().epoll_wait(epoll, events, -1);
        for (int i = 0; i < count; i++) {
          stopped |= events.data(i) == STOP;
          var listener = listeners.get(events.data(i));
          if (listener != null) {
            tell(listener);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the waker of shells failed", e);
      }
    }
  }

  /// One listener that fails does not silence the others.
  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A shell's listener failed.", e);
    }
  }

  @Override
  public void close() throws IOException {
    linux.files().writeAll(stop, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    linux.files().close(stop);
    linux.files().close(epoll);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
