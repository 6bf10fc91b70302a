package dev.unwait.cli;

import dev.unwait.json.Json;
import java.io.PrintStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Answers as people like to read them, made from the structured ones.
final class Views {
  private Views() {}

  static void print(String tool, Json answer, Terminal terminal) {
    switch (tool) {
      case "run" -> run(answer, terminal);
      case "diff" -> diff(answer, terminal);
      case "read" -> read(answer, terminal.out());
      case "search" -> search(answer, terminal);
      case "output" -> output(answer, terminal.out());
      case "branches" -> BranchTree.print(answer.items("branches"), terminal.out());
      case "report" -> ReportView.print(answer, terminal.out());
      case "doctor" -> doctor(answer, terminal.out());
      default -> terminal.out().print(Tables.text(answer));
    }
  }

  /// What the command printed, as it is, on the streams where it printed it.
  private static void run(Json answer, Terminal terminal) {
    if (answer.whole("exit").isEmpty()) {
      terminal.out().print(Tables.text(answer));
      return;
    }
    write(answer, "stdout", terminal.out());
    write(answer, "stderr", terminal.err());
    if (Json.TRUE.equals(answer.member("truncated"))) {
      answer
          .text("output")
          .ifPresent(handle -> terminal.say("shortened; page through it: unwait output " + handle));
    }
    answer.text("stopped").ifPresent(bound -> terminal.say("it was ended: " + bound));
    for (Json note : answer.items("notes")) {
      terminal.say(Tables.plain(note));
    }
  }

  /// Writes a stream's text, or its bytes where they are no text.
  private static void write(Json answer, String stream, PrintStream to) {
    var bytes = answer.text(stream + "_base64");
    if (bytes.isPresent()) {
      to.writeBytes(Base64.getDecoder().decode(bytes.get()));
    } else {
      to.print(answer.text(stream).orElse(""));
    }
    to.flush();
  }

  private static void diff(Json answer, Terminal terminal) {
    var patch = answer.text("patch").filter(text -> !text.isEmpty());
    if (patch.isEmpty()) {
      terminal.out().print(Tables.text(answer));
      return;
    }
    terminal.out().print(patch.get());
    long binary = answer.items("files").stream().filter(f -> f.member("added") == null).count();
    terminal.say(
        count(answer.items("files").size(), "file")
            + " changed"
            + (binary > 0 ? ", " + binary + " without text" : ""));
  }

  private static void read(Json answer, PrintStream out) {
    List<Json> files = answer.items("files");
    for (Json file : files) {
      if (files.size() > 1) {
        out.println("==> " + file.text("path").orElse("") + " <==");
      }
      String text = file.text("text").orElse("");
      out.print(text);
      if (files.size() > 1 && !text.endsWith("\n")) {
        out.println();
      }
    }
  }

  private static void search(Json answer, Terminal terminal) {
    answer.items("paths").forEach(path -> terminal.out().println(Tables.plain(path)));
    answer.items("matches").forEach(match -> match(match, terminal.out()));
    if (Json.TRUE.equals(answer.member("truncated"))) {
      terminal.say(
          "the first "
              + answer.items("matches").size()
              + " of "
              + answer.whole("total").map(String::valueOf).orElse("more")
              + " matches; more with --max");
    }
    answer.text("note").ifPresent(terminal::say);
  }

  /// `path:line:text`, and the lines around it as `path-line-text`.
  private static void match(Json match, PrintStream out) {
    String path = text(match, "path");
    long line = match.whole("line").orElse(0L);
    List<Json> before = match.items("before");
    List<Json> after = match.items("after");
    for (int i = 0; i < before.size(); i++) {
      long at = line - before.size() + i;
      out.println(path + "-" + at + "-" + Tables.plain(before.get(i)));
    }
    out.println(path + ":" + line + ":" + text(match, "text"));
    for (int i = 0; i < after.size(); i++) {
      out.println(path + "-" + (line + 1 + i) + "-" + Tables.plain(after.get(i)));
    }
    if (!before.isEmpty() || !after.isEmpty()) {
      out.println("--");
    }
  }

  private static void output(Json answer, PrintStream out) {
    for (Json line : answer.items("lines")) {
      switch (line) {
        case Json.Text(String text) -> out.println(text);
        case Json.Members(Map<String, Json> _) ->
            out.println(line.text("text").orElseGet(line::write));
        case Json.Null _, Json.Truth _, Json.Whole _, Json.Huge _, Json.Real _, Json.Items _ ->
            out.println(line.write());
      }
    }
  }

  /// A line for each check, and below those that ask for it what to do.
  private static void doctor(Json answer, PrintStream out) {
    List<Json> checks = answer.items("checks");
    int names = checks.stream().mapToInt(check -> text(check, "name").length()).max().orElse(0);
    int states = checks.stream().mapToInt(check -> text(check, "state").length()).max().orElse(0);
    for (Json check : checks) {
      out.println(
          Tables.pad(text(check, "state"), states)
              + "  "
              + Tables.pad(text(check, "name"), names)
              + "  "
              + text(check, "detail"));
      check
          .text("next")
          .ifPresent(next -> out.println(" ".repeat(states + names + 4) + "→ " + next));
    }
    if (Json.FALSE.equals(answer.member("healthy"))) {
      out.println("Something that Unwait needs is missing: see above.");
    }
  }

  private static String text(Json from, String name) {
    return from.text(name).orElse("");
  }

  static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
