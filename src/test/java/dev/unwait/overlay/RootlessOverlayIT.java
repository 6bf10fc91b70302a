package dev.unwait.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Linux;
import dev.unwait.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// All that is tested as root, once more as an ordinary user in a user namespace.
@NullMarked
class RootlessOverlayIT {
  private static final List<String> JARS =
      List.of("unwait", "junit", "assertj", "opentest4j", "jspecify", "byte-buddy", "apiguardian");

  @Test
  void theSameHoldsForAnOrdinaryUser() throws Exception {
    var said =
        runAsUser(
            List.of("unshare", "-Urm", "--propagation", "private"),
            List.of(SuiteRunner.class.getName(), OverlayBackendIT.class.getName()));
    assertThat(said).contains("passed: whoStaysBehindCannotWriteToTheFrozenLayer");
  }

  @Test
  void withoutANamespaceBranchesAreCopiesThatCannotBeShownElsewhere() throws Exception {
    assertThat(runAsUser(List.of(), List.of(Unprivileged.class.getName())))
        .contains("COPY shows 12 and will not be shown: UNSUPPORTED");
  }

  /// What an ordinary process can do.
  static final class Unprivileged {
    private Unprivileged() {}

    public static void main(String[] arguments) throws IOException {
      var linux = Linux.real();
      var trees = new Trees(linux);
      var home = Files.createTempDirectory("home");
      try (var backend = Backends.choose(linux, home).backend()) {
        var base = trees.next();
        trees.fillBase(backend.directory(base));
        var tree = backend.open(trees.next(), List.of(base));
        trees.append(tree, "new", "1");
        var frozen = backend.freeze(tree, trees.next(), List.of(), false);
        var fork = backend.open(trees.next(), List.of(frozen.frozen()));
        trees.append(fork, "new", "2");
        System.out.print(backend.kind() + " shows " + trees.read(fork, "new"));
        backend.show(fork, new Place(0, "/tmp"));
      } catch (RefusalException e) {
        System.out.println(" and will not be shown: " + e.refusal().kind());
      }
    }
  }

  private static String runAsUser(List<String> wrapper, List<String> main) throws Exception {
    var open = Files.createTempDirectory("rootless");
    try {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      var child =
          new ProcessBuilder(command(open, wrapper, main))
              .directory(open.toFile())
              .redirectErrorStream(true)
              .start();
      child.getOutputStream().close();
      var said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(child.exitValue()).as(said).isZero();
      return said;
    } finally {
      delete(open);
    }
  }

  private static List<String> command(Path open, List<String> wrapper, List<String> main)
      throws IOException {
    var command = new ArrayList<String>();
    if (Linux.real().mounts().geteuid() == 0) {
      command.addAll(List.of("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"));
    }
    command.addAll(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(open.resolve("tmp")));
    Files.setPosixFilePermissions(
        open.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    command.addAll(List.of("-cp", readableClassPath(open)));
    command.addAll(main);
    return command;
  }

  /// The class path of this JVM may lie where others cannot read.
  private static String readableClassPath(Path open) throws IOException {
    var copies = new ArrayList<String>();
    var entries = ChildJvm.classPath(RootlessOverlayIT.class);
    for (var entry : entries.split(File.pathSeparator)) {
      var path = Path.of(entry);
      var copy = open.resolve(copies.size() + "-" + path.getFileName());
      if (Files.isDirectory(path)) {
        copyTree(path, copy);
        copies.add(copy.toString());
      } else if (JARS.stream().anyMatch(path.getFileName().toString()::contains)) {
        Files.copy(path, copy);
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copyTree(Path source, Path target) throws IOException {
    try (var paths = Files.walk(source)) {
      for (var path : paths.toList()) {
        Files.copy(path, target.resolve(source.relativize(path)));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
