package dev.unwait.overlay;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.MountCalls;
import dev.unwait.linux.SystemCallException;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The few threads that may enter the mount namespaces of others.
///
/// They are platform threads with a root and working directory of their own (`CLONE_FS`), which is
/// what setns(2) asks for; every one stands in our own namespace between two errands.
final class Namespaces implements Closeable {
  private static final int THREADS = 2;
  private static final int WAITING_MAX = 4096;
  private static final int HOME_TRIES = 3;
  private static final long CLOSE_SECONDS = 30;

  /// What is done on such a thread.
  @FunctionalInterface
  interface Errand<T> {
    T run() throws IOException;
  }

  private final FileCalls files;
  private final MountCalls mounts;
  private final int home;
  private final ThreadPoolExecutor threads;
  private final ThreadLocal<Boolean> apart = ThreadLocal.withInitial(() -> false);

  Namespaces(Linux linux) throws IOException {
    files = linux.files();
    mounts = linux.mounts();
    home = files.openat(FileCalls.AT_FDCWD, "/proc/self/ns/mnt", FileCalls.O_RDONLY, 0);
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("namespaces-", 0).factory());
  }

  /// Runs the errand on one of the threads and waits for it, however often this one is interrupted:
  /// it is a handful of system calls, and half of them is worse than all.
  <T> T send(Errand<T> errand) throws IOException {
    Future<T> done;
    try {
      done =
          threads.submit(() -> {
            standApart();
            return errand.run();
          });
    } catch (RejectedExecutionException e) {
      throw new IOException("enter a mount namespace: closed, or " + WAITING_MAX + " waiting", e);
    }
    return await(done);
  }

  private void standApart() throws SystemCallException {
    if (!apart.get()) {
      mounts.unshare(MountCalls.CLONE_FS);
      apart.set(true);
    }
  }

  /// Waits for a task to the end, however often this thread is interrupted.
  static <T> T await(Future<T> done) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return done.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(@org.jspecify.annotations.Nullable Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case null, default -> new IOException("an errand failed", cause);
    };
  }

  /// Runs the errand inside a mount namespace; to be called on one of the threads.
  <T> T inside(int namespace, Errand<T> errand) throws IOException {
    mounts.setns(namespace, MountCalls.CLONE_NEWNS);
    try {
      return errand.run();
    } finally {
      goHome();
    }
  }

  private void goHome() throws SystemCallException {
    for (int i = 1; ; i++) {
      try {
        mounts.setns(home, MountCalls.CLONE_NEWNS);
        return;
      } catch (SystemCallException e) {
        if (i == HOME_TRIES) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.close(home);
  }
}
