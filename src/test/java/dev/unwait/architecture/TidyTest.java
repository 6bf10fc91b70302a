package dev.unwait.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the formatter and the compiler leave open, checked over the sources themselves.
class TidyTest {
  private static final int METHOD_LINES_MAX = 60;
  private static final int FILE_LINES_MAX = 500;
  private static final Path SOURCES = Path.of("src");

  /// What is banned, and what to use in its place.
  private static final Map<String, String> BANNED =
      Map.of(
          "FIX" + "ME", "an issue, or the fix",
          "Thread.sle" + "ep(", "a condition to wait for, or an injected clock",
          ".printStackTr" + "ace(", "the log",
          "@Disab" + "led", "an assertion of what happens today, with the reason");

  @Test
  void methodsFitOnAScreen() throws IOException {
    var tooLong = new ArrayList<String>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources());
      var task = (JavacTask) compiler.getTask(null, files, null, null, null, units);
      var positions = Trees.instance(task).getSourcePositions();
      for (var unit : task.parse()) {
        unit.accept(new MethodLengths(unit, positions, tooLong), null);
      }
    }
    assertThat(tooLong).as("methods of more than %d lines", METHOD_LINES_MAX).isEmpty();
  }

  @Test
  void filesAreShortAndFreeOfBannedText() throws IOException {
    var faults = new ArrayList<String>();
    for (var source : sources()) {
      var text = Files.readString(source);
      if (text.lines().count() > FILE_LINES_MAX) {
        faults.add(source + " has more than " + FILE_LINES_MAX + " lines");
      }
      BANNED.forEach((banned, instead) -> {
        if (text.contains(banned)) {
          faults.add(source + ": use " + instead + " instead of " + banned);
        }
      });
    }
    assertThat(faults).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (var paths = Files.walk(SOURCES)) {
      return paths.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static final class MethodLengths extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> tooLong;

    MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
      this.unit = unit;
      this.positions = positions;
      this.tooLong = tooLong;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      var lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      if (last - first >= METHOD_LINES_MAX) {
        tooLong.add(unit.getSourceFile().getName() + ":" + first + " " + method.getName());
      }
      return super.visitMethod(method, null);
    }
  }
}
