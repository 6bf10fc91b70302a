package dev.unwait.shell;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The pipes between the daemon and one shell, both ends while it is being started.
final class Wires implements Closeable {
  // Above all numbers that the new process uses, see ProcessCalls.posix_spawn.
  private static final int LEAST = 64;

  private final Linux linux;
  private final List<Integer> ours = new ArrayList<>();
  private final List<Integer> theirs = new ArrayList<>();
  private final Map<Integer, Integer> descriptors = new LinkedHashMap<>();
  final int command;
  final int status;
  final int stdout;
  final int stderr;
  final int info;
  final int stdin;

  Wires(Linux linux) throws IOException {
    this.linux = linux;
    boolean made = false;
    try {
      int nothing = linux.files().openat(FileCalls.AT_FDCWD, "/dev/null", FileCalls.O_RDONLY, 0);
      theirs(0, nothing);
      stdout = reading(1);
      stderr = reading(2);
      stdin = own(linux.processes().memfd_create("stdin"));
      descriptors.put(Sandbox.STDIN_FD, stdin);
      info = reading(Sandbox.INFO_FD);
      int[] pipe = linux.processes().pipe2(0);
      theirs(Sandbox.COMMAND_FD, pipe[0]);
      command = nonblocking(own(pipe[1]));
      status = reading(Sandbox.STATUS_FD);
      made = true;
    } finally {
      if (!made) {
        close();
      }
    }
  }

  private int reading(int number) throws IOException {
    int[] pipe = linux.processes().pipe2(0);
    theirs(number, pipe[1]);
    return nonblocking(own(pipe[0]));
  }

  /// Takes a descriptor of ours out of the range of numbers used in the new process.
  private int own(int fd) throws IOException {
    int moved = linux.processes().dupAbove(fd, LEAST);
    linux.files().close(fd);
    ours.add(moved);
    return moved;
  }

  private int nonblocking(int fd) throws IOException {
    linux.processes().setNonblocking(fd);
    return fd;
  }

  private void theirs(int number, int fd) throws IOException {
    int moved = linux.processes().dupAbove(fd, LEAST);
    linux.files().close(fd);
    theirs.add(moved);
    descriptors.put(number, moved);
  }

  Map<Integer, Integer> descriptors() {
    return descriptors;
  }

  /// Closes the other ends, which the new process now has.
  void started() {
    theirs.forEach(linux.files()::close);
    theirs.clear();
  }

  @Override
  public void close() {
    started();
    ours.forEach(linux.files()::close);
    ours.clear();
  }
}
