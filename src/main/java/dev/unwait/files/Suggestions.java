package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.DirEntry;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Reader;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Turns what the kernel says of a path into a refusal that helps on: with near names for a missing
/// file, with a few entries for a directory.
final class Suggestions {
  private static final int NAMED_MAX = 5;
  private static final int LISTED_MAX = 12;
  private static final int VISITED_MAX = 20_000;
  private static final int DISTANCE_MAX = 3;

  private final Linux linux;

  Suggestions(Linux linux) {
    this.linux = linux;
  }

  RefusalException refusal(String verb, int rootFd, BranchPath path, SystemCallException e) {
    String attempted = verb + " " + path;
    return switch (e.errno()) {
      case Errno.ENOENT, Errno.ENOTDIR -> missing(attempted, rootFd, path);
      case Errno.EXDEV ->
          RefusalException.invalid(
              attempted,
              "a symbolic link on the way leads out of the branch",
              "Name the file by a path inside the branch");
      case Errno.ELOOP ->
          RefusalException.invalid(
              attempted, "symbolic links on the way go in a circle or into /proc", "");
      case Errno.EACCES, Errno.EPERM ->
          RefusalException.unsupported(attempted, e.getMessage() + "", "Look at its mode");
      default -> RefusalException.unavailable(attempted, e.getMessage() + "", "Try again");
    };
  }

  private RefusalException missing(String attempted, int rootFd, BranchPath path) {
    List<String> near = near(rootFd, path);
    return RefusalException.missing(
        attempted,
        "there is no such file",
        near.isEmpty()
            ? "Search with a glob for it"
            : "Did you mean " + String.join(", ", near) + "?");
  }

  /// A refusal of what is there but no regular file.
  RefusalException notAFile(String verb, BranchPath path, Stat stat, int fd) throws IOException {
    String attempted = verb + " " + path;
    if (!stat.isDirectory()) {
      return RefusalException.invalid(attempted, "it is neither a file nor a directory", "");
    }
    List<DirEntry> entries = linux.reader().entries(fd);
    String some =
        entries.stream()
            .map(entry -> entry.name() + (entry.type() == DirEntry.DIRECTORY ? "/" : ""))
            .sorted()
            .limit(LISTED_MAX)
            .collect(Collectors.joining(", "));
    String more = entries.size() > LISTED_MAX ? ", …" : "";
    return RefusalException.invalid(
        attempted,
        "it is a directory with " + entries.size() + " entries: " + some + more,
        "Name one of its files, or search with the glob " + path + "/**");
  }

  private List<String> near(int rootFd, BranchPath path) {
    record Candidate(String path, int distance) {}
    var candidates = new ArrayList<Candidate>();
    String wanted = path.text().toLowerCase(Locale.ROOT);
    String name = path.name().toLowerCase(Locale.ROOT);
    var open = new ArrayDeque<>(List.of(BranchPath.ROOT));
    int visited = 0;
    Reader reader = linux.reader();
    while (!open.isEmpty() && visited < VISITED_MAX) {
      BranchPath folder = open.poll();
      for (DirEntry entry : entries(reader, rootFd, folder)) {
        visited++;
        BranchPath found = folder.child(entry.name());
        String foundName = entry.name().toLowerCase(Locale.ROOT);
        if (entry.type() == DirEntry.DIRECTORY) {
          if (!entry.name().equals(".git")) {
            open.add(found);
          }
        } else if (foundName.equals(name)) {
          candidates.add(new Candidate(found.text(), 0));
        } else if (folder.equals(path.parent()) || wanted.length() == found.text().length()) {
          int distance = distance(wanted, found.text().toLowerCase(Locale.ROOT));
          if (distance <= DISTANCE_MAX) {
            candidates.add(new Candidate(found.text(), distance));
          }
        }
      }
    }
    return candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::path))
        .limit(NAMED_MAX)
        .map(Candidate::path)
        .toList();
  }

  private static List<DirEntry> entries(Reader reader, int rootFd, BranchPath folder) {
    try {
      int fd = reader.openBeneath(rootFd, folder.forKernel(), FileCalls.O_DIRECTORY, 0);
      try {
        return reader.entries(fd);
      } finally {
        reader.close(fd);
      }
    } catch (SystemCallException _) {
      return List.of(); // What cannot be listed cannot be suggested.
    }
  }

  /// How many letters to add, drop or change to make one text of the other; `DISTANCE_MAX + 1` for
  /// any larger number.
  static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > DISTANCE_MAX) {
      return DISTANCE_MAX + 1;
    }
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return Math.min(before[b.length()], DISTANCE_MAX + 1);
  }
}
