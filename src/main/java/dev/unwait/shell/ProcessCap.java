package dev.unwait.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the kernel itself can bound the number of processes: the `pids` controller of control
/// groups, of either version, as far as this process may use it.
///
/// Without it only the watch holds a fork bomb, and that may be too slow on a busy machine.
final class ProcessCap {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String CONTROLLER = "pids";
  private static final String PREFIX = "unwait-";
  private static final Logger LOG = System.getLogger(ProcessCap.class.getName());
  // The watch names the bound, so it must be able to see that more are wanted.
  private static final int MARGIN = 16;

  private final Path parent;

  private ProcessCap(Path parent) {
    this.parent = parent;
  }

  static Optional<ProcessCap> find() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      String own = parts[2].substring(1);
      if (parts[1].equals(CONTROLLER) && Files.isWritable(ROOT.resolve(CONTROLLER).resolve(own))) {
        return Optional.of(swept(new ProcessCap(ROOT.resolve(CONTROLLER).resolve(own))));
      }
      if (parts[1].isEmpty() && !own.isEmpty()) {
        Path beside = ROOT.resolve(own).resolve("..").normalize();
        Path passedOn = beside.resolve("cgroup.subtree_control");
        if (Files.isWritable(beside)
            && Files.exists(passedOn)
            && Files.readString(passedOn).contains(CONTROLLER)) {
          return Optional.of(swept(new ProcessCap(beside)));
        }
      }
    }
    return Optional.empty();
  }

  /// Removes the groups that daemons which were killed have left.
  private static ProcessCap swept(ProcessCap cap) throws IOException {
    try (var groups = Files.newDirectoryStream(cap.parent, PREFIX + "*")) {
      for (var group : groups) {
        try {
          if (isLeft(group.getFileName().toString())) {
            Files.delete(group);
          }
        } catch (IOException e) {
          LOG.log(Level.DEBUG, "A group of processes is in use. path=" + group);
        }
      }
    }
    return cap;
  }

  /// Whether the daemon that a group is named after is gone.
  private static boolean isLeft(String name) {
    var parts = name.split("-");
    return parts.length == 3
        && parts[1].matches("\\d{1,10}")
        && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty();
  }

  /// Bounds a sandbox, from its first process on.
  void hold(int initPid, int processes) throws IOException {
    Path group = Files.createDirectories(group(initPid));
    Files.writeString(group.resolve("pids.max"), Integer.toString(processes + MARGIN));
    Files.writeString(group.resolve("cgroup.procs"), Integer.toString(initPid));
    for (var early : Kin.below(initPid)) { // Started before; later ones are born into the group.
      try {
        Files.writeString(group.resolve("cgroup.procs"), Integer.toString(early.pid()));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "A process has ended before it was bounded. pid=" + early.pid());
      }
    }
  }

  /// Removes the group of a sandbox that has ended.
  void release(int initPid) throws IOException {
    Files.deleteIfExists(group(initPid));
  }

  private Path group(int initPid) {
    return parent.resolve(PREFIX + ProcessHandle.current().pid() + "-" + initPid);
  }
}
