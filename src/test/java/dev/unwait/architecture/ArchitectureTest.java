package dev.unwait.architecture;

import static java.util.Collections.disjoint;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Holds ARCHITECTURE.md to the compiled classes.
class ArchitectureTest {
  private static final String ROOT = "dev.unwait";
  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  @Test
  void packagesUseWhatTheListSays() throws IOException {
    var uses = new TreeMap<String, Set<String>>();
    for (var from : CLASSES) {
      uses.computeIfAbsent(part(from), _ -> new TreeSet<>()).addAll(usedParts(from));
    }
    assertThat(uses).isEqualTo(list("uses"));
  }

  /// Takes away the packages that use nothing that is left, until none is left.
  @Test
  void theListHasNoCircle() throws IOException {
    var left = list("uses");
    while (left.keySet().removeIf(part -> disjoint(left.get(part), left.keySet()))) {}
    assertThat(left).isEmpty();
  }

  @Test
  void librariesAreKnownToOnePackage() throws IOException {
    list("homes")
        .forEach((library, home) ->
            assertThat(CLASSES.stream().filter(knows(library)))
                .as(library)
                .allMatch(user -> home.contains(part(user))));
  }

  @Test
  void branchesDoNoInputOrOutput() {
    assertThat(CLASSES.stream().filter(c -> part(c).equals("branch")))
        .isNotEmpty()
        .noneMatch(knows("java.io").or(knows("java.nio")).or(knows("java.net")));
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES).allMatch(c -> c.getPackage().isAnnotatedWith(NullMarked.class));
  }

  private static Set<String> usedParts(JavaClass from) {
    return targets(from)
        .filter(target -> target.getPackageName().startsWith(ROOT))
        .map(ArchitectureTest::part)
        .filter(part -> !part.equals(part(from)))
        .collect(Collectors.toSet());
  }

  private static Predicate<JavaClass> knows(String library) {
    return user -> targets(user).anyMatch(t -> t.getPackageName().startsWith(library));
  }

  private static Stream<JavaClass> targets(JavaClass from) {
    return from.getDirectDependenciesFromSelf().stream().map(Dependency::getTargetClass);
  }

  /// The name of the package below the root, `main` for the root itself.
  private static String part(JavaClass type) {
    var path = type.getPackageName().substring(ROOT.length());
    return path.isEmpty() ? "main" : path.split("\\.")[1];
  }

  /// Reads the list of the given kind from ARCHITECTURE.md.
  private static Map<String, Set<String>> list(String kind) throws IOException {
    var text = Files.readString(Path.of("ARCHITECTURE.md"));
    var block = text.split("```" + kind + "\n")[1].split("```")[0];
    return block
        .lines()
        .map(line -> line.split("->", 2))
        .collect(Collectors.toMap(arrow -> arrow[0].strip(), arrow -> words(arrow[1])));
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.strip().split(" +"))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toSet());
  }
}
