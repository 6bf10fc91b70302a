package dev.unwait.tools;

import dev.unwait.files.FileSearch;
import dev.unwait.overlay.Tree;
import dev.unwait.tool.Call;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Branches;
import dev.unwait.workspace.Ground;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Searches the files of a branch.
public final class SearchTool implements Tool<SearchTool.Input, SearchTool.Output> {
  public record Input(
      String branch,
      @Doc("text, or RE2 with regex; empty to list files") String pattern,
      @Doc(byDefault = "false", value = "pattern is a regular expression") boolean regex,
      @Doc("which files, such as src/**/*.java; a leading ! excludes") @Nullable List<String> glob,
      @Doc(value = "how many to answer with", byDefault = "200", min = 1, max = 10_000) int max,
      @Doc(value = "lines around each match", byDefault = "0", min = 0, max = 20) int context,
      @Doc(byDefault = "false", value = "either case") boolean ignoreCase,
      @Doc(byDefault = "false", value = "also what .gitignore excludes") boolean ignored) {}

  public record Output(
      List<Match> matches,
      @Doc("paths, where pattern is empty") @Nullable List<String> paths,
      @Doc("files with matches") int files,
      @Doc("matches in all") long total,
      boolean truncated,
      @Nullable String note) {}

  public record Match(
      String path,
      int line,
      String text,
      @Nullable List<String> before,
      @Nullable List<String> after) {}

  public static final ToolSpec<Input, Output> SPEC =
      new ToolSpec<>(
          "search",
          "Find lines by text or regular expression, or files by glob.",
          Input.class,
          Output.class,
          ToolSpec.Effect.READS,
          ToolSpec.Audience.AGENTS,
          List.of("branch", "pattern"));

  /// With more, all that is frozen beneath the branch is what the search knows.
  private static final int CHANGED_MAX = 2_000;

  private final Branches branches;
  private final FileSearch search;

  public SearchTool(Branches branches, FileSearch search) {
    this.branches = branches;
    this.search = search;
  }

  @Override
  public ToolSpec<Input, Output> spec() {
    return SPEC;
  }

  @Override
  public Output call(Input input, Call call) throws IOException, InterruptedException {
    var branch = branches.find(input.branch());
    call.branch(branch.toString());
    var globs = input.glob();
    var query =
        new FileSearch.Query(
            input.pattern(),
            input.regex(),
            input.ignoreCase(),
            globs == null ? List.of() : globs,
            input.max(),
            input.context(),
            !input.ignored());
    try (var pin = branches.pin(branch)) {
      var frozen = pin.ground(CHANGED_MAX).map(SearchTool::frozen).orElse(null);
      return output(input, search.search(pin.tree().fd(), query, frozen));
    }
  }

  private static FileSearch.Frozen frozen(Ground ground) {
    return new FileSearch.Frozen(
        ground.layers(), () -> root(ground.opener().open()), ground.changed());
  }

  private static FileSearch.Frozen.Root root(Tree tree) {
    return new FileSearch.Frozen.Root() {
      @Override
      public int fd() {
        return tree.fd();
      }

      @Override
      public void close() throws IOException {
        tree.close();
      }
    };
  }

  private static Output output(Input input, FileSearch.Result result) {
    boolean context = input.context() > 0;
    return new Output(
        result.matches().stream()
            .map(match ->
                new Match(
                    match.path(),
                    match.line(),
                    match.text(),
                    context ? match.before() : null,
                    context ? match.after() : null))
            .toList(),
        input.pattern().isEmpty() ? result.paths() : null,
        result.files(),
        result.total(),
        result.truncated(),
        note(result));
  }

  private static @Nullable String note(FileSearch.Result result) {
    if (result.timedOut()) {
      return "time was over before all was seen: narrow the search with glob";
    }
    return result.skippedLarge() > 0
        ? result.skippedLarge() + " files were too large to look into"
        : null;
  }
}
