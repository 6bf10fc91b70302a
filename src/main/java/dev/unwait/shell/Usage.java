package dev.unwait.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// What the processes of a sandbox use at one moment.
///
/// @param processes how many there are
/// @param memory resident bytes; what forked processes share counts for each
/// @param cpuTicks processor time of them and their ended children
record Usage(int processes, long memory, long cpuTicks) {
  private static final long PAGE = 4096;
  private static final long KIB = 1024;

  /// Clock ticks in a second, the same on every architecture that we run on.
  static final long TICKS = 100;

  static Usage of(Set<Kin.Member> all) {
    long memory = 0;
    long ticks = 0;
    for (var process : all) {
      memory += resident(process.pid());
      ticks += ticks(process.pid());
    }
    return new Usage(all.size(), memory, ticks);
  }

  // Of /proc/PID/statm: size, resident, shared.
  private static long resident(int pid) {
    try {
      String[] pages = read(pid, "statm").split(" ");
      return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * PAGE;
    } catch (IOException e) {
      return 0; // It is gone.
    }
  }

  // Of /proc/PID/stat, from the third field on: utime, stime, cutime, cstime.
  private static long ticks(int pid) {
    try {
      String[] fields = Kin.fields(pid);
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks;
    } catch (IOException e) {
      return 0; // It is gone.
    }
  }

  /// The memory with what is shared counted once, which takes the kernel longer to find out.
  static long memoryExactly(Set<Kin.Member> all) {
    long bytes = 0;
    for (var process : all) {
      try {
        bytes +=
            KIB
                * read(process.pid(), "smaps_rollup")
                    .lines()
                    .filter(line -> line.startsWith("Pss_Anon:") || line.startsWith("Pss_Shmem:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
      } catch (IOException e) {
        bytes += 0; // It is gone.
      }
    }
    return bytes;
  }

  private static String read(int pid, String name) throws IOException {
    var bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/" + name));
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
