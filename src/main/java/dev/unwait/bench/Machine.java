package dev.unwait.bench;

import dev.unwait.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What the numbers were measured on.
///
/// @param memory in bytes
/// @param fs the type of the file system that the benchmarks write to
/// @param load of the last minute, before the first benchmark
record Machine(int cores, long memory, String kernel, String fs, String jdk, double load) {
  private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");
  private static final int KIB = 1024;

  static Machine here(Path folder) throws IOException {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        total(),
        System.getProperty("os.version"),
        Files.getFileStore(folder).type(),
        Runtime.version().toString(),
        Double.parseDouble(proc("loadavg").split(" ")[0]));
  }

  Json toJson() {
    return Json.object()
        .put("cores", cores)
        .put("memory", memory)
        .put("kernel", kernel)
        .put("fs", fs)
        .put("jdk", jdk)
        .put("load", load)
        .build();
  }

  String line() {
    return cores
        + " cores, "
        + Figures.number(memory / 1e9)
        + " GB, Linux "
        + kernel
        + ", "
        + fs
        + ", JDK "
        + jdk
        + ", load "
        + load;
  }

  private static long total() throws IOException {
    var found = MEMORY.matcher(proc("meminfo"));
    return found.find() ? Long.parseLong(found.group(1)) * KIB : 0;
  }

  static String proc(String name) throws IOException {
    return Files.readString(Path.of("/proc", name), StandardCharsets.UTF_8);
  }
}
