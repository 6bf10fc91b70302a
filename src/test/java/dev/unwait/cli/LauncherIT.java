package dev.unwait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script on a tree of its own, with a JDK and a Maven that only note what they were
/// asked for.
@NullMarked
class LauncherIT {
  private static final long WAIT_SECONDS_MAX = 30;
  private static final String PATHS = "/usr/bin:/bin";

  /// What the script may use of the system: whatever else it needs, a test has to provide.
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "dirname",
          "find",
          "flock",
          "mkdir",
          "mktemp",
          "mv",
          "nice",
          "readlink",
          "rm",
          "setpriv",
          "sleep",
          "tail",
          "timeout",
          "touch");

  /// Prints its arguments; where it is to make a start-up cache, it makes that file.
  private static final String JAVA =
      """
      #!/bin/bash
      for a; do
        case $a in -XX:AOTCacheOutput=*) echo cache >"${a#*=}"; exit 0 ;; esac
        [[ ${before:-} != --daemon-cache ]] || { echo cache >"$a"; exit 0; }
        before=$a
      done
      echo "java $*"
      """;

  /// Notes that it ran, and makes the jar where it is told to.
  private static final String MAVEN =
      """
      #!/bin/bash
      echo "maven with $JAVA_HOME" >>"$NOTES"
      for a; do case $a in -Dunwait.target=*) target=${a#*=} ;; esac; done
      [[ -z ${MAVEN_FAILS:-} ]] || { echo "cannot find symbol"; exit 1; }
      [[ -z ${MAVEN_WAITS:-} ]] || until [[ -e $MAVEN_WAITS ]]; do sleep 0.02; done
      mkdir -p "$target" && echo jar >"$target/unwait.jar"
      """;

  private record Started(Process process, Path out, Path err) {
    String said() throws IOException {
      return Files.readString(err);
    }

    Ended end() throws IOException, InterruptedException {
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the launcher did not end; it said " + said());
      }
      return new Ended(process.exitValue(), Files.readString(out), said());
    }
  }

  @TempDir Path folder;

  private Path root;
  private Path launcher;
  private Path programs;
  private Path notes;
  private Path jdk;

  @BeforeEach
  void make() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    root = Files.createDirectories(folder.resolve("a tree"));
    programs = Files.createDirectories(folder.resolve("programs"));
    notes = folder.resolve("notes");
    launcher = Files.copy(Path.of("unwait"), root.resolve("unwait"));
    makeExecutable(launcher);
    Files.createDirectories(root.resolve("src/main/java"));
    Files.writeString(root.resolve("src/main/java/Main.java"), "");
    Files.writeString(root.resolve("src/main/java/Other.java"), "");
    Files.writeString(root.resolve("pom.xml"), "");
    for (String tool : TOOLS) {
      Files.createSymbolicLink(programs.resolve(tool), find(tool));
    }
    program(programs.resolve("mvn"), MAVEN);
    program(programs.resolve("bwrap"), "");
    program(programs.resolve("git"), "");
    jdk = jdk("jdk 25", "25.0.1");
  }

  private static Path find(String tool) {
    for (String path : PATHS.split(":")) {
      Path found = Path.of(path, tool);
      if (Files.isExecutable(found)) {
        return found;
      }
    }
    throw new AssertionError("this machine has no " + tool);
  }

  private static void program(Path path, String script) throws IOException {
    Files.writeString(path, script);
    makeExecutable(path);
  }

  private static void makeExecutable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "A=\"b\"\nJAVA_VERSION=\"" + version + "\"\n");
    program(home.resolve("bin/java"), JAVA);
    program(home.resolve("bin/javac"), "");
    return home;
  }

  /// @param variables on top of a small environment; an empty value takes one away
  private Started start(Map<String, String> variables, List<String> command) throws IOException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    var environment = builder.environment();
    environment.clear();
    environment.put("PATH", programs.toString());
    environment.put("HOME", folder.toString());
    environment.put("NOTES", notes.toString());
    environment.put("UNWAIT_JAVA_HOME", jdk.toString());
    environment.put("UNWAIT_NO_INSTALL", "1");
    environment.putAll(variables);
    environment.values().removeIf(String::isEmpty);
    var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Started(process, out, err);
  }

  private Ended run(Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return start(variables, command).end();
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  private long builds() throws IOException {
    return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not come to pass");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private void ageSources() throws IOException {
    try (var paths = Files.walk(root)) {
      for (Path path : paths.filter(path -> !path.startsWith(root.resolve("target"))).toList()) {
        age(path);
      }
    }
  }

  @Test
  void buildsTheFirstTimeAndThenOnlyStarts() throws Exception {
    ageSources();
    var first = run("status", "a b");
    var second = run("status");

    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err()).contains("unwait: building", "preparing quick starts");
    assertThat(first.out()).endsWith("dev.unwait.Main status a b\n");
    assertThat(first.out()).contains("-XX:AOTCache=" + root + "/target/aot/cli-25.0.1");
    assertThat(second.err()).isEmpty();
    assertThat(Files.readString(notes)).isEqualTo("maven with " + jdk + "\n");
  }

  @Test
  void buildsAgainWhenASourceChangedOrWentAway() throws Exception {
    ageSources();
    run("status");
    age(root.resolve("target/unwait.jar"));

    Files.writeString(root.resolve("src/main/java/Main.java"), "class Main {}");
    run("status");
    assertThat(builds()).isEqualTo(2);

    ageSources();
    age(root.resolve("target/unwait.jar"));
    Files.delete(root.resolve("src/main/java/Other.java"));
    run("status");
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    ageSources();
    Path go = folder.resolve("go");
    var variables = Map.of("MAVEN_WAITS", go.toString());
    var first = start(variables, List.of(launcher.toString(), "status"));
    await(() -> Files.exists(notes));
    var second = start(variables, List.of(launcher.toString(), "status"));
    await(() -> read(second.err()).contains("another build is running"));

    Files.writeString(go, "");

    assertThat(first.end().exit()).isZero();
    assertThat(second.end().exit()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void worksThroughALinkFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree/unwait"));
    Path further = Files.createSymbolicLink(programs.resolve("uw"), link);

    var ended = start(Map.of(), List.of(further.toString(), "status")).end();

    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("-cp " + root + "/target/unwait.jar dev.unwait.Main status");
  }

  @Test
  void takesTheFirstJdkThatIsNewEnough() throws Exception {
    Path old = jdk("old", "17.0.2");
    Path next = jdk("next", "26-ea");
    Files.createSymbolicLink(programs.resolve("java"), next.resolve("bin/java"));
    var noOwn = Map.of("UNWAIT_JAVA_HOME", "", "JAVA_HOME", old.toString());

    assertThat(run(Map.of("JAVA_HOME", next.toString()), "--java-home").out())
        .isEqualTo(jdk + "\n");
    assertThat(run(noOwn, "--java-home").out()).isEqualTo(next + "\n");
    assertThat(builds()).isZero();
  }

  @Test
  void aNamedJdkThatIsTooOldIsAnError() throws Exception {
    Path old = jdk("old", "17.0.2");

    var ended = run(Map.of("UNWAIT_JAVA_HOME", old.toString()), "status");

    assertThat(ended.exit()).isEqualTo(4);
    assertThat(ended.err()).contains("UNWAIT_JAVA_HOME=" + old + " is no JDK 25 or newer");
  }

  @Test
  void aFailedBuildShowsTheEndOfItsLog() throws Exception {
    var ended = run(Map.of("MAVEN_FAILS", "1"), "status");

    assertThat(ended.exit()).isEqualTo(4);
    assertThat(ended.err()).contains("the build failed", "cannot find symbol", "build.log");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void namesTheProgramsThatAreMissing() throws Exception {
    Files.delete(programs.resolve("bwrap"));

    var packages = run("doctor");
    Files.delete(programs.resolve("mvn"));
    Files.delete(root.resolve("target/unwait.jar"));
    var maven = run("doctor");

    assertThat(packages.err()).contains("apt-get install -y bubblewrap");
    assertThat(packages.exit()).isZero();
    assertThat(maven.err()).contains("Maven is needed to build target/unwait.jar");
    assertThat(maven.exit()).isEqualTo(4);
  }

  @Test
  void noCacheBesideAnOptionThatForbidsIt() throws Exception {
    ageSources();
    run("status");

    assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-Xshare:auto"), "status").out())
        .doesNotContain("AOTCache");
    assertThat(run("status").out()).contains("AOTCache");
  }

  @Test
  void whoCannotWriteTheTreeBuildsElsewhere() throws Exception {
    Path home = Files.createDirectory(folder.resolve("closed"));
    Path temp = Files.createDirectory(folder.resolve("temp"));
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(notes, "");
    Files.setPosixFilePermissions(notes, PosixFilePermissions.fromString("rw-rw-rw-"));
    var command = new ArrayList<String>();
    if (Files.isWritable(Path.of("/"))) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    } else {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-xr-xr-x"));
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    command.addAll(List.of(launcher.toString(), "doctor"));
    var variables = Map.of("HOME", home.toString(), "TMPDIR", temp.toString());

    var first = start(variables, command).end();
    var second = start(variables, command).end();

    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err()).contains("cannot be written by this user; building in " + temp);
    assertThat(second.out()).contains("-cp " + temp + "/unwait-cache-");
    assertThat(builds()).isEqualTo(1);
    assertThat(root.resolve("target")).doesNotExist();
  }
}
