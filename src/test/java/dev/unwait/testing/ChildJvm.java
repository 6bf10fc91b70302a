package dev.unwait.testing;

import static java.util.stream.Collectors.joining;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// A second JVM with the class path of the tests, for what ends a process or needs its own
/// namespace.
@NullMarked
public final class ChildJvm {
  private ChildJvm() {}

  /// A JVM that runs `main` of the given class; its standard error goes where that of the tests
  /// goes.
  public static ProcessBuilder of(Class<?> main, String... arguments) {
    var command = new ArrayList<>(command(main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /// The same in a mount namespace of its own, with a file system in memory of this size mounted on
  /// the folder; it goes when the JVM goes.
  public static ProcessBuilder onSmallDisk(
      Path folder, int megabytes, Class<?> main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                """
                mount -t tmpfs -o size="$1"m tmpfs "$2" && shift 2 && exec "$@"
                """,
                "sh",
                Integer.toString(megabytes),
                folder.toString()));
    command.addAll(command(main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static List<String> command(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath(main),
        main.getName());
  }

  /// Some runners keep the tests on a class path of their own, beside that of the JVM.
  public static String classPath(Class<?> main) {
    // Under Maven the class path proper is a jar that only names others.
    var own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return main.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(joining(":")) + ":" + own
        : own;
  }
}
