package dev.unwait.files;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;

import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Reading, editing and searching files in this process, without the way there.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@NullMarked
public class FileToolsBenchmark {
  private static final int FILES = 2_000;
  private static final int LINES = 100;
  private static final String LINE = "    return basket.total(order).orElse(0); // Some line.\n";

  private final Linux linux = Linux.real();
  private final FileReader reader = new FileReader(linux);
  private final FileEditor editor = new FileEditor(linux, new SplittableRandom(1));
  private final FileSearch search = new FileSearch(linux, FileSearch.Options.defaults());
  private Path folder;
  private int root;
  private int edits;

  @Setup
  public void makeTree() throws IOException {
    folder = Files.createTempDirectory("file-tools-benchmark");
    for (int i = 0; i < FILES; i++) {
      var sub = Files.createDirectories(folder.resolve("part" + i % 50));
      var text = i % 500 == 0 ? LINE.repeat(LINES) + "needle\n" : LINE.repeat(LINES);
      Files.writeString(sub.resolve("File" + i + ".java"), text);
    }
    Files.writeString(folder.resolve("count.txt"), LINE.repeat(LINES) + "at 0;\n");
    root = linux.files().openat(AT_FDCWD, folder.toString(), O_RDONLY | O_DIRECTORY, 0);
  }

  @TearDown
  public void deleteTree() throws IOException {
    search.close();
    linux.files().close(root);
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Benchmark
  public Object read() throws IOException {
    var wanted = List.of(new FileReader.Wanted("part7/File7.java", null, null));
    return reader.read(root, wanted, FileReader.TOTAL_BYTES_DEFAULT);
  }

  @Benchmark
  public Object edit() throws IOException {
    var edit = new Edit.Replace("count.txt", "at " + edits + ";", "at " + ++edits + ";", false);
    return editor.edit(root, List.of(edit), Map.of(), EditJournal.NONE);
  }

  @Benchmark
  public Object searchTree() throws IOException, InterruptedException {
    return search.search(root, FileSearch.Query.text("needle"));
  }

  @Benchmark
  public Object searchFrozen() throws IOException, InterruptedException {
    var frozen = new FileSearch.Frozen("tree", Borrowed::new, List.of());
    return search.search(root, FileSearch.Query.text("needle"), frozen);
  }

  /// The tree's own descriptor, which stays open.
  private final class Borrowed implements FileSearch.Frozen.Root {
    @Override
    public int fd() {
      return root;
    }

    @Override
    public void close() {}
  }
}
