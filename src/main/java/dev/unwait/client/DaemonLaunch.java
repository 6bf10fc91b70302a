package dev.unwait.client;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts processes of our own kind: the daemon, detached from the terminal, and probes that must
/// see the machine as the daemon will.
///
/// Who is not root gets a user and mount namespace of its own where the kernel allows it, so that
/// overlays can be mounted there; the variable `UNWAIT_NAMESPACE` tells the child which it was.
public final class DaemonLaunch {
  /// How the child sees the machine; doctor reports it.
  public enum Namespace {
    /// It runs as root.
    ROOT,
    /// It runs in a user namespace of its own, as root there.
    OWN,
    /// It runs as this user, without the right to mount.
    NONE
  }

  /// Names the {@link Namespace} to the child.
  public static final String NAMESPACE_VARIABLE = "UNWAIT_NAMESPACE";

  static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration PROBE_MAX = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 5;
  private static final int TAIL_BYTES = 4096;
  private static final List<String> OWN_NAMESPACE =
      List.of("unshare", "-Urm", "--propagation", "private");

  /// One flag list for the daemon and for the rehearsal that records its start-up cache.
  private static final List<String> DAEMON_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xss512k",
          "-Xmx1g",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr");

  private final String main;

  /// @param main the class that starts a process of ours
  public DaemonLaunch(String main) {
    this.main = main;
  }

  /// Starts a daemon and waits until it listens.
  ///
  /// @param arguments what the main class is given
  /// @throws UnreachableException where it ended or did not listen in time; the message holds the
  ///   end of its log
  public void start(Home home, List<String> arguments) throws IOException, InterruptedException {
    String cache = System.getProperty("unwait.aot.daemon");
    boolean there = cache != null && Files.isReadable(Path.of(cache));
    start(home, arguments, there ? List.of("-XX:AOTCache=" + cache) : List.of());
  }

  /// As {@link #start}, and has the daemon leave a start-up cache of what it used when it ends.
  public void startRecording(Home home, List<String> arguments, Path cache)
      throws IOException, InterruptedException {
    start(home, arguments, List.of("-XX:AOTCacheOutput=" + cache));
  }

  private void start(Home home, List<String> arguments, List<String> flags)
      throws IOException, InterruptedException {
    Files.createDirectories(home.folder());
    long logged = Files.exists(home.log()) ? Files.size(home.log()) : 0;
    var command = new ArrayList<>(List.of("setsid"));
    Namespace namespace = namespace();
    if (namespace == Namespace.OWN) {
      command.addAll(OWN_NAMESPACE);
    }
    command.addAll(java(flags, arguments));
    Process process =
        builder(command, namespace)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
            .redirectErrorStream(true)
            .start();
    await(home, process, logged);
  }

  /// Runs a process of ours to its end, on our standard streams.
  ///
  /// @return its exit code
  public int runHere(List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    Namespace namespace = namespace();
    if (namespace == Namespace.OWN) {
      command.addAll(OWN_NAMESPACE);
    }
    command.addAll(java(List.of(), arguments));
    return builder(command, namespace).inheritIO().start().waitFor();
  }

  /// How a child of this process would see the machine.
  public static Namespace namespace() throws IOException, InterruptedException {
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      return Namespace.ROOT;
    }
    var probe = new ArrayList<>(OWN_NAMESPACE);
    probe.add("true");
    try {
      Process process =
          new ProcessBuilder(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(PROBE_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return ended && process.exitValue() == 0 ? Namespace.OWN : Namespace.NONE;
    } catch (IOException e) {
      return Namespace.NONE; // There is no such program here.
    }
  }

  /// How this process sees the machine, where it was started as a child of ours.
  public static Optional<Namespace> current() {
    return Optional.ofNullable(System.getenv(NAMESPACE_VARIABLE)).map(Namespace::valueOf);
  }

  private static ProcessBuilder builder(List<String> command, Namespace namespace) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(NAMESPACE_VARIABLE, namespace.name());
    return builder;
  }

  private List<String> java(List<String> flags, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(DAEMON_FLAGS);
    command.addAll(flags);
    String more = System.getenv("UNWAIT_DAEMON_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  private static void await(Home home, Process process, long logged)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < deadline) {
      if (listens(home)) {
        return;
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (listens(home)) {
          return; // Another start won the race; its daemon serves us as well.
        }
        throw new UnreachableException(
            "the daemon ended at its start with exit code "
                + process.exitValue()
                + "; the end of "
                + home.log()
                + ":\n"
                + tail(home.log(), logged));
      }
    }
    process.destroy();
    throw new UnreachableException(
        "the daemon did not listen within "
            + START_MAX.toSeconds()
            + " s and was stopped; the end of "
            + home.log()
            + ":\n"
            + tail(home.log(), logged));
  }

  /// Whether a daemon accepts connections on this home.
  public static boolean listens(Home home) throws IOException {
    try (Wire wire = Wire.connect(home)) {
      return wire.channel().isConnected();
    } catch (UnreachableException e) {
      return false;
    }
  }

  /// The last lines that were logged after the given place.
  private static String tail(Path log, long from) throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(from, file.length() - TAIL_BYTES);
      file.seek(start);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    }
  }
}
