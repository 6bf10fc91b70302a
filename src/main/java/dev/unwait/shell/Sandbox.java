package dev.unwait.shell;

import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The command line by which bubblewrap shows a command its machine: the system read-only, a home
/// with tools and caches, nothing else.
final class Sandbox {
  /// Where the scripts that run a shell are shown.
  static final String SCRIPTS = "/run/unwait";

  /// Descriptor numbers in the process that bubblewrap starts.
  static final int STDIN_FD = 6;

  static final int INFO_FD = 7;
  static final int COMMAND_FD = 8;
  static final int STATUS_FD = 9;

  private static final List<String> SYSTEM =
      List.of(
          "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/var",
          "/nix", "/snap", "/sys");
  private static final List<String> SECRETS =
      List.of(
          "/etc/shadow",
          "/etc/shadow-",
          "/etc/gshadow",
          "/etc/gshadow-",
          "/etc/sudoers",
          "/etc/sudoers.d",
          "/etc/ssl/private",
          "/etc/krb5.keytab",
          "/etc/wireguard",
          "/etc/kubernetes",
          "/etc/rancher",
          "/etc/docker",
          "/etc/NetworkManager",
          "/etc/letsencrypt",
          "/var/backups",
          "/var/spool/cron",
          "/var/mail",
          "/var/spool/mail",
          "/var/lib/docker",
          "/var/lib/containerd",
          "/var/lib/kubelet",
          "/var/lib/sss",
          "/var/log");
  private static final List<String> SECRETS_AT_HOME =
      List.of(
          ".cargo/credentials",
          ".cargo/credentials.toml",
          ".m2/settings-security.xml",
          ".gem/credentials",
          ".local/share/keyrings",
          ".local/share/containers",
          ".cache/huggingface/token",
          ".cache/gh",
          ".config/git/credentials");
  private static final List<String> MAY_HOLD_SECRETS =
      List.of(
          ".npmrc",
          ".gitconfig",
          ".config/git/config",
          ".config/pip/pip.conf",
          ".m2/settings.xml",
          ".gradle/gradle.properties",
          ".cargo/config.toml");

  // Bubblewrap covers some of these, but not `sys` where it runs as root: there the kernel lets the
  // owner write whatever the capabilities. A covered `/proc` also keeps a user namespace within
  // from
  // mounting one that is not.
  private static final List<String> PROC_READ_ONLY =
      List.of("sys", "sysrq-trigger", "irq", "bus", "fs", "driver", "mtrr");
  private static final List<String> PROC_MASKED =
      List.of("kcore", "kmsg", "keys", "key-users", "timer_list", "latency_stats", "acpi", "scsi");

  private final SandboxOptions options;
  private final long memoryBytes;
  private final Path scripts;
  private final List<String> arguments = new ArrayList<>();

  private Sandbox(SandboxOptions options, long memoryBytes, Path scripts) {
    this.options = options;
    this.memoryBytes = memoryBytes;
    this.scripts = scripts;
  }

  /// @param project the path at which a branch is going to be shown
  /// @param scripts the folder that is shown at {@link #SCRIPTS}
  /// @param memoryBytes the size of each file system in memory
  static List<String> commandLine(
      String bwrap, SandboxOptions options, String project, Path scripts, long memoryBytes)
      throws IOException {
    var sandbox = new Sandbox(options, memoryBytes, scripts);
    sandbox.arguments.add(bwrap);
    sandbox.isolate();
    sandbox.system();
    sandbox.home();
    sandbox.place(project);
    sandbox.add("--remount-ro", "/", "--chdir", SCRIPTS, "/bin/sh", SCRIPTS + "/keeper");
    return sandbox.arguments;
  }

  private void add(String... more) {
    arguments.addAll(List.of(more));
  }

  private void isolate() {
    add("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--new-session");
    add("--as-pid-1", "--cap-drop", "ALL", "--info-fd", Integer.toString(INFO_FD));
    if (!options.network()) {
      add("--unshare-net");
    }
  }

  private void system() throws IOException {
    for (String folder : SYSTEM) {
      var path = Path.of(folder);
      if (Files.isSymbolicLink(path)) {
        add("--symlink", Files.readSymbolicLink(path).toString(), folder);
      } else if (Files.isDirectory(path)) {
        add("--ro-bind", folder, folder);
      }
    }
    add("--proc", "/proc", "--dev", "/dev");
    for (String name : PROC_READ_ONLY) {
      if (Files.exists(Path.of("/proc", name))) {
        add("--ro-bind", "/proc/" + name, "/proc/" + name);
      }
    }
    PROC_MASKED.forEach(name -> mask(Path.of("/proc", name)));
    for (String folder : List.of("/dev/shm", "/tmp", "/run", "/var/tmp")) {
      memory(folder);
    }
    add("--ro-bind", scripts.toString(), SCRIPTS);
    SECRETS.forEach(secret -> mask(Path.of(secret)));
    maskHostKeys();
    nameServers();
  }

  private void memory(String folder) {
    add("--size", Long.toString(memoryBytes), "--tmpfs", folder);
  }

  private void mask(Path secret) {
    if (Files.isDirectory(secret, LinkOption.NOFOLLOW_LINKS)) {
      add("--perms", "0000", "--tmpfs", secret.toString());
    } else if (Files.isRegularFile(secret)) {
      add("--ro-bind", "/dev/null", secret.toString());
    }
  }

  private void maskHostKeys() throws IOException {
    var folder = Path.of("/etc/ssh");
    if (Files.isDirectory(folder)) {
      try (var keys = Files.newDirectoryStream(folder, "ssh_host_*_key")) {
        keys.forEach(this::mask);
      }
    }
  }

  /// The list of name servers is often a link into `/run`, which is not shown.
  private void nameServers() throws IOException {
    var link = Path.of("/etc/resolv.conf");
    if (Files.isSymbolicLink(link) && Files.exists(link)) {
      var real = link.toRealPath();
      if (SYSTEM.stream().noneMatch(real::startsWith)) {
        add("--ro-bind", real.toString(), real.toString());
      }
    }
  }

  private void home() throws IOException {
    memory(options.userHome().toString());
    var entries = new TreeMap<String, String>(); // Sorted: what contains others comes first.
    options.shown().forEach(name -> entries.put(name, "--ro-bind"));
    options.shared().forEach(name -> entries.put(name, "--bind"));
    for (var entry : entries.entrySet()) {
      String name = entry.getKey();
      String kind = entry.getValue();
      var path = options.userHome().resolve(name);
      if (Files.exists(path)) {
        add(kind, path.toString(), path.toString());
      } else if (kind.equals("--bind") && parentIsOurs(name, entries)) {
        add(kind, ownCache(name).toString(), path.toString());
      }
    }
    maskAtHome(entries.keySet());
  }

  /// A mount point cannot be made within a folder that is shown read-only.
  private static boolean parentIsOurs(String name, Map<String, String> entries) {
    return entries.keySet().stream().noneMatch(other -> name.startsWith(other + "/"));
  }

  private Path ownCache(String name) throws IOException {
    return Files.createDirectories(options.caches().resolve(name));
  }

  private void maskAtHome(Iterable<String> visible) throws IOException {
    var secrets = new ArrayList<>(SECRETS_AT_HOME);
    for (String name : MAY_HOLD_SECRETS) {
      if (Secrets.heldBy(options.userHome().resolve(name))) {
        secrets.add(name);
      }
    }
    for (String secret : secrets) {
      for (String name : visible) {
        if (secret.equals(name) || secret.startsWith(name + "/")) {
          mask(options.userHome().resolve(secret));
          break;
        }
      }
    }
  }

  private void place(String project) throws RefusalException {
    var path = Path.of(project);
    boolean hidesTheSystem =
        SYSTEM.stream().anyMatch(folder -> Path.of(folder).startsWith(path))
            || List.of("/proc", "/dev", "/tmp", "/run").contains(project);
    if (!path.isAbsolute() || !path.normalize().equals(path) || hidesTheSystem) {
      throw RefusalException.unsupported(
          "show a branch at " + project,
          "a system folder or a path that is not plain cannot be replaced in the sandbox",
          "Import the project from a folder of its own");
    }
    if (path.startsWith("/tmp")) {
      return; // Its folders are made in the branch's own /tmp.
    }
    if (Files.isDirectory(path)) {
      add("--tmpfs", project);
    } else {
      add("--dir", project);
    }
  }
}
