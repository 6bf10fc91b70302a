package dev.unwait.doctor;

import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Examines the machine: each check tries the real thing where there is one to try.
public final class Doctor {
  private static final long PROGRAM_SECONDS_MAX = 10;
  private static final long OPEN_FILES_WANTED = 8_192;
  private static final long FREE_WANTED = 1L << 30;

  private final Path home;
  private final List<Probe> probes;
  private final List<Check> checks = new ArrayList<>();

  private Doctor(Path home, List<Probe> probes) {
    this.home = home;
    this.probes = probes;
  }

  /// @param home the folder in which branches are kept; it exists
  /// @param probes what came of trying the back ends there
  /// @param namespace how this process was started: `ROOT`, `OWN` or `NONE`; null if unknown
  public static List<Check> examine(Path home, List<Probe> probes, @Nullable String namespace)
      throws IOException {
    var doctor = new Doctor(home, probes);
    doctor.machine();
    doctor.rights(namespace);
    doctor.backends();
    doctor.sandbox();
    doctor.bounds();
    doctor.disk();
    return List.copyOf(doctor.checks);
  }

  private void machine() throws IOException {
    var kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    checks.add(Check.ok("kernel", kernel));
    checks.add(Check.ok("java", Runtime.version() + ", " + System.getProperty("java.vendor")));
    var git = output("git", "--version");
    checks.add(
        git == null
            ? Check.missing("git", "no program of that name", "apt-get install git")
            : Check.ok("git", git));
  }

  private void rights(@Nullable String namespace) throws IOException {
    boolean whole = Files.readString(Path.of("/proc/self/uid_map")).contains("4294967295");
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    if (root && whole) {
      checks.add(Check.ok("rights", "root"));
    } else if (root) {
      checks.add(Check.ok("rights", "root in a user namespace of its own (rootless)"));
    } else {
      var found = namespace == null ? "" : " (" + namespace + ")";
      checks.add(
          Check.degraded(
              "rights",
              "no user namespace could be had" + found + ", so nothing can be mounted",
              "Allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1,"
                  + " or on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0"));
    }
  }

  private void backends() {
    boolean chosen = false;
    for (var probe : probes) {
      var name = "branches: " + name(probe.kind());
      if (probe.works()) {
        checks.add(Check.ok(name, (chosen ? "works, not needed. " : "in use. ") + probe.note()));
        chosen = true;
      } else if (chosen) {
        checks.add(Check.ok(name, "not needed. " + probe.note()));
      } else {
        checks.add(Check.degraded(name, probe.note(), ""));
      }
    }
    if (!chosen) {
      checks.add(Check.missing("branches", "no way to make them works here", ""));
    }
  }

  private static String name(Backend.Kind kind) {
    return switch (kind) {
      case OVERLAY -> "overlay mounts as root";
      case OVERLAY_ROOTLESS -> "overlay mounts in a user namespace";
      case REFLINK -> "copies that share blocks";
      case COPY -> "plain copies";
    };
  }

  private void sandbox() throws IOException {
    var version = output("bwrap", "--version");
    if (version == null) {
      checks.add(
          Check.missing(
              "sandbox",
              "bubblewrap is not installed, so no command can be run",
              "apt-get install bubblewrap"));
      return;
    }
    var tried =
        output(
            "bwrap",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--cap-drop",
            "ALL",
            "--ro-bind",
            "/",
            "/",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "echo",
            "works");
    checks.add(
        "works".equals(tried)
            ? Check.ok("sandbox", version)
            : Check.missing(
                "sandbox",
                version + " is there but cannot make its namespaces",
                "Run Unwait where user namespaces are allowed, or as root"));
    checks.add(cgroups());
  }

  private static Check cgroups() throws IOException {
    var own = Files.readString(Path.of("/proc/self/cgroup")).lines().toList();
    for (var line : own) {
      if (line.startsWith("0::")) {
        var folder = Path.of("/sys/fs/cgroup" + line.substring(3));
        var controllers = folder.resolve("cgroup.controllers");
        if (Files.isWritable(folder)
            && Files.exists(controllers)
            && Files.readString(controllers).contains("memory")) {
          return Check.ok("bounds of commands", "cgroup v2 is delegated");
        }
      }
    }
    return Check.degraded(
        "bounds of commands",
        "no cgroup v2 with its controllers is delegated: limits and a watcher stand in",
        "");
  }

  private void bounds() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        var words = line.substring(26).strip().split("\\s+");
        boolean enough =
            words[1].equals("unlimited") || Long.parseLong(words[1]) >= OPEN_FILES_WANTED;
        var detail = "at most " + words[1];
        checks.add(
            enough
                ? Check.ok("open files", detail)
                : Check.degraded(
                    "open files",
                    detail + ", which bounds the branches in use at once",
                    "ulimit -Hn " + OPEN_FILES_WANTED));
      }
    }
  }

  private void disk() throws IOException {
    FileStore store = Files.getFileStore(home);
    long free = store.getUsableSpace();
    var detail = "%s, %,d MB free at %s".formatted(store.type(), free >> 20, home);
    checks.add(
        free >= FREE_WANTED
            ? Check.ok("disk", detail)
            : Check.degraded("disk", detail, "Make room, or choose another --home"));
  }

  /// The first line that a program prints; null where it is not there or fails.
  private static @Nullable String output(String... command) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return null; // There is no such program.
    }
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      process.getOutputStream().close();
      var line = out.readLine();
      boolean ended = process.waitFor(PROGRAM_SECONDS_MAX, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? line : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      process.destroyForcibly();
    }
  }
}
