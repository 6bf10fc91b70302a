package dev.unwait.bench;

import dev.unwait.json.Json;
import dev.unwait.json.ObjectBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Someone who works through the tools, as an agent does; for one thread at a time.
public final class Agent implements Closeable {
  private final Door door;

  public Agent(Door door) {
    this.door = door;
  }

  /// Imports a working tree and returns the project's name.
  public String importTree(Path folder, String name) throws IOException {
    door.call("import", Json.object().put("path", folder.toString()).put("as", name).build());
    return name;
  }

  /// Forks a branch once and returns the fork's name.
  public String fork(String from) throws IOException {
    return fork(from, 1).getFirst();
  }

  public List<String> fork(String from, int count) throws IOException {
    var answer = door.call("fork", Json.object().put("from", from).put("count", count).build());
    return answer.items("branches").stream().map(b -> b.text("branch").orElseThrow()).toList();
  }

  /// Runs a command in the branch's shell.
  ///
  /// @return the structured answer, whatever the exit code
  public Json attempt(String branch, String command) throws IOException {
    return door.call("run", on(branch).put("command", command).build());
  }

  /// Runs a command in the branch's shell and returns what it printed.
  ///
  /// @throws IOException where it does not end with 0
  public String run(String branch, String command) throws IOException {
    var answer = attempt(branch, command);
    if (answer.whole("exit").orElse(-1L) != 0) {
      throw new IOException("`" + command + "` in " + branch + " came to " + answer);
    }
    return answer.text("stdout").orElse("");
  }

  public String read(String branch, String path) throws IOException {
    var file = Json.object().put("path", path).build();
    var answer = door.call("read", on(branch).put("files", List.of(file)).build());
    return answer.items("files").getFirst().text("text").orElse("");
  }

  /// Replaces a text that stands once in a file.
  public void edit(String branch, String path, String old, String replacement) throws IOException {
    var edit = Json.object().put("path", path).put("old", old).put("new", replacement).build();
    door.call("edit", on(branch).put("edits", List.of(edit)).build());
  }

  /// Makes files, or replaces them.
  public void write(String branch, List<String> paths, String content) throws IOException {
    var edits =
        paths.stream()
            .map(path -> Json.object().put("path", path).put("content", content).build())
            .toList();
    door.call("edit", on(branch).put("edits", edits).build());
  }

  /// Searches the whole branch and returns the structured answer.
  public Json search(String branch, String pattern, boolean regex, int max) throws IOException {
    var arguments = on(branch).put("pattern", pattern).put("regex", regex).put("max", max);
    return door.call("search", arguments.build());
  }

  public Json diff(String branch) throws IOException {
    return door.call("diff", on(branch).build());
  }

  /// Folds the branch into its parent.
  ///
  /// @throws IOException where there are conflicts
  public void commit(String branch, String message) throws IOException {
    var answer = door.call("commit", on(branch).put("message", message).build());
    if (!Json.TRUE.equals(answer.member("committed"))) {
      throw new IOException("commit of " + branch + " came to " + answer);
    }
  }

  public void discard(String branch) throws IOException {
    door.call("discard", on(branch).put("recursive", true).build());
  }

  /// Calls any tool.
  public Json call(String tool, Json arguments) throws IOException {
    return door.call(tool, arguments);
  }

  private static ObjectBuilder on(String branch) {
    return Json.object().put("branch", branch);
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
