package dev.unwait.cli;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// What people type more easily than the JSON that a tool takes.
sealed interface Extras {
  /// Replaces the arguments that the tool's own list names.
  default Optional<PositionalParamSpec> arguments() {
    return Optional.empty();
  }

  default List<OptionSpec> options() {
    return List.of();
  }

  /// Whether all that follows the first argument is an argument too.
  default boolean stopsAtArguments() {
    return false;
  }

  /// Whether that part of the input comes from arguments.
  default boolean fills(String name) {
    return false;
  }

  /// Adds what was typed to the input.
  default void add(ParseResult parsed, Terminal terminal, Map<String, Json> input)
      throws IOException {}

  static Extras of(String tool) {
    return switch (tool) {
      case "run" -> new Run();
      case "read" -> new Read();
      case "edit" -> new Edit();
      case "batch" -> new Batch();
      case "import" -> new Import();
      default -> new None();
    };
  }

  /// Nothing besides.
  record None() implements Extras {}

  /// `run -b NAME -- COMMAND …`: one word is a command line as it is, several are quoted.
  record Run() implements Extras {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    @Override
    public Optional<PositionalParamSpec> arguments() {
      return Optional.of(
          Options.argument(
              "0..*",
              "0..*",
              "COMMAND",
              "A command and its arguments, or one word that is a whole command line."));
    }

    @Override
    public boolean stopsAtArguments() {
      return true;
    }

    @Override
    public boolean fills(String name) {
      return name.equals("command");
    }

    @Override
    public void add(ParseResult parsed, Terminal terminal, Map<String, Json> input)
        throws IOException {
      List<String> words = Options.arguments(parsed);
      if (!words.isEmpty()) {
        input.put("command", Json.of(commandLine(words)));
      }
      if (Json.of("-").equals(input.get("stdin"))) {
        input.put("stdin", Json.of(ToolForm.text("-", terminal)));
      }
    }

    static String commandLine(List<String> words) {
      return words.size() == 1
          ? words.getFirst()
          : words.stream().map(Run::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String word) {
      return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
  }

  /// `read -b NAME PATH PATH:FROM PATH:FROM-TO`.
  record Read() implements Extras {
    private static final Pattern RANGE = Pattern.compile("(.+):(\\d{1,9})(?:-(\\d{1,9}))?");

    @Override
    public Optional<PositionalParamSpec> arguments() {
      return Optional.of(
          Options.argument(
              "0..*", "0..*", "PATH[:FROM[-TO]]", "A file, or the lines of it from FROM to TO."));
    }

    @Override
    public boolean fills(String name) {
      return name.equals("files");
    }

    @Override
    public void add(ParseResult parsed, Terminal terminal, Map<String, Json> input)
        throws IOException {
      var files = new ArrayList<Json>();
      for (String argument : Options.arguments(parsed)) {
        files.add(file(argument));
      }
      if (!files.isEmpty()) {
        input.put("files", Json.array(files));
      }
    }

    private static Json file(String argument) throws JsonException {
      Matcher range = RANGE.matcher(argument);
      if (!range.matches()) {
        return Json.object().put("path", argument).build();
      }
      long from = Long.parseLong(range.group(2));
      var file = Json.object().put("path", range.group(1)).put("from", from);
      if (range.group(3) != null) {
        long to = Long.parseLong(range.group(3));
        if (to < from) {
          throw new JsonException(argument + ": the last line comes before the first");
        }
        file.put("lines", to - from + 1);
      }
      return file.build();
    }
  }

  /// `edit -b NAME PATH` with one of `--old --new`, `--content`, `--content-from`, `--delete`,
  /// `--rename-to`.
  record Edit() implements Extras {
    @Override
    public Optional<PositionalParamSpec> arguments() {
      return Optional.of(Options.argument("0", "0..1", "PATH", "The file to edit."));
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          Options.text("--old", "TEXT", "The text to replace, which must be there just once."),
          Options.text("--new", "TEXT", "What takes its place."),
          Options.flag("--all", "Replace it wherever it is."),
          Options.text("--content", "TEXT", "The whole new content."),
          Options.text("--content-from", "FILE", "The whole new content, - for standard input."),
          Options.flag("--delete", "Delete the file."),
          Options.text("--rename-to", "PATH", "Rename the file."));
    }

    @Override
    public boolean fills(String name) {
      return name.equals("edits");
    }

    @Override
    public void add(ParseResult parsed, Terminal terminal, Map<String, Json> input)
        throws IOException {
      List<String> arguments = Options.arguments(parsed);
      if (arguments.isEmpty()) {
        return;
      }
      var edit = new LinkedHashMap<String, Json>();
      for (String name : List.of("old", "new", "content", "rename-to")) {
        Options.value(parsed, "--" + name)
            .ifPresent(text -> edit.put(name.replace('-', '_'), Json.of(text)));
      }
      var file = Options.value(parsed, "--content-from");
      if (file.isPresent()) {
        edit.put("content", Json.of(ToolForm.text(file.get(), terminal)));
      }
      for (String name : List.of("all", "delete")) {
        if (Options.has(parsed, "--" + name)) {
          edit.put(name, Json.TRUE);
        }
      }
      if (edit.isEmpty()) {
        throw new JsonException(
            "say what to do with "
                + arguments.getFirst()
                + ": --old and --new, --content, --content-from, --delete or --rename-to");
      }
      edit.put("path", Json.of(arguments.getFirst()));
      input.put("edits", Json.array(List.of(new Json.Members(edit))));
    }
  }

  /// `batch FILE`: a list of calls, or the whole input.
  record Batch() implements Extras {
    @Override
    public Optional<PositionalParamSpec> arguments() {
      return Optional.of(
          Options.argument(
              "0", "0..1", "FILE", "The calls as a JSON array, - for standard input."));
    }

    @Override
    public boolean fills(String name) {
      return name.equals("calls");
    }

    @Override
    public void add(ParseResult parsed, Terminal terminal, Map<String, Json> input)
        throws IOException {
      List<String> arguments = Options.arguments(parsed);
      if (arguments.isEmpty()) {
        return;
      }
      Json json = Json.parse(ToolForm.bytes(arguments.getFirst(), terminal));
      if (json instanceof Json.Members(Map<String, Json> members)) {
        members.forEach(input::putIfAbsent);
      } else {
        input.put("calls", json);
      }
    }
  }

  /// `import` without a path: the folder one stands in.
  record Import() implements Extras {
    @Override
    public void add(ParseResult parsed, Terminal terminal, Map<String, Json> input) {
      input.putIfAbsent("path", Json.of("."));
    }
  }
}
