package dev.unwait.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/// The processes of a sandbox, found from its first one downwards; an orphan belongs to that one.
final class Kin {
  private static final int COUNT_MAX = 100_000;
  private static final Path PROC = Path.of("/proc");

  private Kin() {}

  /// One process; the start time tells it from a later one of the same number.
  record Member(int pid, long start) {}

  /// All processes below the first one, as far as they can be seen at this moment.
  static Set<Member> below(int initPid) {
    var found = new LinkedHashSet<Member>();
    var left = new ArrayDeque<Integer>();
    left.add(initPid);
    while (!left.isEmpty() && found.size() < COUNT_MAX) {
      for (int child : children(left.remove())) {
        long start = start(child);
        if (start >= 0 && found.add(new Member(child, start))) {
          left.add(child);
        }
      }
    }
    return found;
  }

  /// As {@link #below}, without the process that has this number within the sandbox.
  static Set<Member> besides(int initPid, int innerPid) {
    var others = below(initPid);
    others.removeIf(process -> innerPid(process.pid()) == innerPid);
    return others;
  }

  private static Set<Integer> children(int pid) {
    var children = new LinkedHashSet<Integer>();
    try (var threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
      for (var thread : threads) {
        for (String child : read(thread.resolve("children")).split(" ")) {
          if (!child.isBlank()) {
            children.add(Integer.parseInt(child.strip()));
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return children; // It ended meanwhile, and its children went to the first process.
    }
    return children;
  }

  /// When it started, in clock ticks since the machine did; -1 if it is gone or about to go.
  static long start(int pid) {
    try {
      String[] fields = fields(pid);
      return fields[0].equals("Z") || fields[0].equals("X") ? -1 : Long.parseLong(fields[19]);
    } catch (IOException | ArrayIndexOutOfBoundsException e) {
      return -1;
    }
  }

  /// The fields of `/proc/PID/stat` from the third on; the name before may hold anything.
  static String[] fields(int pid) throws IOException {
    String stat = read(PROC.resolve(pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }

  /// The process number that it has in its own, innermost namespace; -1 if it is gone.
  static int innerPid(int pid) {
    try {
      return read(PROC.resolve(pid + "/status"))
          .lines()
          .filter(line -> line.startsWith("NSpid:"))
          .map(line -> line.substring(line.lastIndexOf('\t') + 1))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
