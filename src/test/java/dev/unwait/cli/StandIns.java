package dev.unwait.cli;

import dev.unwait.json.Json;
import dev.unwait.tool.Doc;
import dev.unwait.tool.ToolSpec;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// One tool's spec for each kind of input that the command line must take.
@NullMarked
final class StandIns {
  record Nothing() {}

  enum Op {
    GET,
    PUT,
    DELETE,
    LIST,
    WATCH
  }

  record Run(
      String branch,
      String command,
      @Doc("give up after this long") @Nullable Long timeoutMs,
      @Doc(value = "return at once", byDefault = "false") boolean background,
      @Nullable String stdin,
      @Doc(value = "which shell", byDefault = "main") String shell) {}

  record ReadFile(String path, @Nullable Long from, @Nullable Long lines) {}

  record Read(String branch, List<ReadFile> files) {}

  record One(String path, @Nullable String old, @Nullable String new_) {}

  record Edit(String branch, List<One> edits, @Nullable String ifSha256) {}

  record Diff(
      String branch,
      @Nullable String against,
      @Doc(value = "with the text", byDefault = "true") boolean patch) {}

  record Search(String branch, String pattern, @Nullable Boolean regex, @Nullable Integer max) {}

  record Space(Op op, @Nullable String key, @Nullable Json value, @Nullable Long ifRevision) {}

  record Batch(List<Json> calls, @Nullable Boolean stopOnError) {}

  record Import(String path, @Nullable String as) {}

  record Check(
      String branch, @Nullable List<String> names, @Nullable Double weight, @Nullable String to) {}

  static final List<ToolSpec<?, ?>> ALL =
      List.of(
          spec("run", Run.class, "branch", "command"),
          spec("read", Read.class, "branch", "files"),
          spec("edit", Edit.class),
          spec("diff", Diff.class, "branch"),
          spec("search", Search.class, "branch", "pattern"),
          spec("kv", Space.class, "op", "key", "value"),
          spec("batch", Batch.class),
          spec("import", Import.class, "path"),
          spec("check", Check.class, "branch", "names"));

  private StandIns() {}

  private static <I extends Record> ToolSpec<I, Nothing> spec(
      String name, Class<I> input, String... arguments) {
    return new ToolSpec<>(
        name,
        "Do " + name + ", 100% of it.",
        input,
        Nothing.class,
        ToolSpec.Effect.WRITES,
        ToolSpec.Audience.PEOPLE,
        List.of(arguments));
  }

  static ToolSpec<?, ?> named(String name) {
    return ALL.stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }
}
