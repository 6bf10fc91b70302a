package dev.unwait.cli;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.tool.Property;
import dev.unwait.tool.Shape;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// How a tool's input is typed: its options and arguments, and the way from there to JSON.
final class ToolForm {
  private static final String JSON_INPUT = "--json-input";

  /// Which inputs name a file on the caller's side, so that they are read from where it stands.
  private static final Map<String, Set<String>> HOST_PATHS =
      Map.of(
          "import",
          Set.of("path"),
          "apply",
          Set.of("to"),
          "report",
          Set.of("otlp"),
          "audit",
          Set.of("traces"));

  private final ToolSpec<?, ?> tool;
  private final List<Property> properties;
  private final Extras extras;

  ToolForm(ToolSpec<?, ?> tool) {
    this.tool = tool;
    this.properties = Shape.of(tool.input()).properties();
    this.extras = Extras.of(tool.name());
  }

  CommandSpec spec() {
    CommandSpec spec = Options.command(tool.name(), Options.escape(tool.description()));
    extras.arguments().ifPresentOrElse(spec::addPositional, () -> addArguments(spec));
    properties.forEach(property -> spec.addOption(option(property)));
    extras.options().forEach(spec::addOption);
    spec.addOption(
        Options.text(
            JSON_INPUT,
            "FILE",
            "Take the input as JSON from this file, - for standard input; options go on top."));
    spec.parser().stopAtPositional(extras.stopsAtArguments());
    return spec;
  }

  private void addArguments(CommandSpec spec) {
    int index = 0;
    for (String name : tool.arguments()) {
      Property property = property(name);
      boolean many = property.sort() == Property.Sort.TEXTS;
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(many ? index + "..*" : Integer.toString(index))
              .arity(many ? "0..*" : "0..1")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .paramLabel(property.name().toUpperCase(Locale.ROOT))
              .description(Options.escape(help(property)))
              .build());
      index++;
    }
  }

  /// The property of that name, given as in Java or as in JSON.
  private Property property(String name) {
    String plain = name.replace("_", "");
    return properties.stream()
        .filter(property -> property.name().replace("_", "").equalsIgnoreCase(plain))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the tool " + tool.name() + " takes no " + name));
  }

  private static OptionSpec option(Property property) {
    String name = optionName(property);
    boolean branch = property.name().equals("branch");
    OptionSpec.Builder builder = branch ? OptionSpec.builder("-b", name) : OptionSpec.builder(name);
    builder.description(Options.escape(help(property)));
    if (property.sort() == Property.Sort.TRUTH) {
      return builder.type(boolean.class).arity("0").negatable(true).fallbackValue("true").build();
    }
    if (!property.choices().isEmpty()) {
      builder.completionCandidates(property.choices());
    }
    return builder
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label(property))
        .build();
  }

  private static String optionName(Property property) {
    return "--" + property.name().replace('_', '-');
  }

  private static String label(Property property) {
    return switch (property.sort()) {
      case INTEGER, NUMBER -> "N";
      case JSON -> "JSON";
      case CHOICE -> "WORD";
      case TEXT, TEXTS, TRUTH -> property.name().toUpperCase(Locale.ROOT);
    };
  }

  private static String help(Property property) {
    var help = new StringBuilder(property.description());
    if (!help.isEmpty()) {
      help.setCharAt(0, Character.toUpperCase(help.charAt(0)));
    }
    if (!property.choices().isEmpty()) {
      sentence(help, "One of " + String.join(", ", property.choices()));
    }
    if (property.byDefault() != null) {
      sentence(help, "Default: " + plain(property.byDefault()));
    }
    return help.toString();
  }

  private static void sentence(StringBuilder text, String next) {
    if (!text.isEmpty()) {
      text.append(text.charAt(text.length() - 1) == '.' ? " " : ". ");
    }
    text.append(next).append('.');
  }

  private static String plain(Json value) {
    return value instanceof Json.Text(String text) ? text : value.write();
  }

  /// What was typed, as the tool's input.
  ///
  /// @throws ParameterException where it makes no input
  Json input(ParseResult parsed, Terminal terminal) throws IOException {
    var input = new LinkedHashMap<>(fromFile(parsed, terminal));
    try {
      addArguments(parsed, input);
      for (Property property : properties) {
        addOption(parsed, property, input);
      }
      extras.add(parsed, terminal, input);
    } catch (JsonException e) {
      throw new ParameterException(parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
    HOST_PATHS
        .getOrDefault(tool.name(), Set.of())
        .forEach(name -> input.computeIfPresent(name, (_, value) -> resolve(value, terminal)));
    requireAll(parsed, input);
    return new Json.Members(input);
  }

  private static Map<String, Json> fromFile(ParseResult parsed, Terminal terminal)
      throws IOException {
    var file = Options.value(parsed, JSON_INPUT);
    if (file.isEmpty()) {
      return Map.of();
    }
    try {
      Json json = Json.parse(bytes(file.get(), terminal));
      if (json instanceof Json.Members(Map<String, Json> members)) {
        return members;
      }
      throw new JsonException("must be an object, not " + json.sort());
    } catch (JsonException e) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          JSON_INPUT + " " + file.get() + ": " + e.getMessage(),
          e);
    }
  }

  static byte[] bytes(String file, Terminal terminal) throws IOException {
    return file.equals("-")
        ? terminal.in().readAllBytes()
        : Files.readAllBytes(terminal.folder().resolve(file));
  }

  static String text(String file, Terminal terminal) throws IOException {
    return new String(bytes(file, terminal), StandardCharsets.UTF_8);
  }

  private void addArguments(ParseResult parsed, Map<String, Json> input) throws JsonException {
    if (extras.arguments().isPresent()) {
      return;
    }
    // What an option gave is not expected among the arguments.
    List<Property> expected =
        tool.arguments().stream()
            .map(this::property)
            .filter(property -> !parsed.hasMatchedOption(optionName(property)))
            .toList();
    List<String> given = Options.arguments(parsed);
    for (int i = 0; i < given.size(); i++) {
      if (i == expected.size()) {
        throw new JsonException("one argument too many: " + given.get(i));
      }
      Property property = expected.get(i);
      boolean many = property.sort() == Property.Sort.TEXTS;
      List<String> texts = many ? given.subList(i, given.size()) : List.of(given.get(i));
      put(property, property.name().toUpperCase(Locale.ROOT), texts, input);
      if (many) {
        return;
      }
    }
  }

  private static void addOption(ParseResult parsed, Property property, Map<String, Json> input)
      throws JsonException {
    String name = optionName(property);
    if (!parsed.hasMatchedOption(name)) {
      return;
    }
    OptionSpec option = parsed.matchedOption(name);
    if (property.sort() == Property.Sort.TRUTH) {
      input.put(property.name(), Json.of((boolean) option.getValue()));
    } else {
      put(property, name, option.stringValues(), input);
    }
  }

  private static void put(
      Property property, String shown, List<String> texts, Map<String, Json> input)
      throws JsonException {
    try {
      input.put(property.name(), Values.of(property, texts));
    } catch (JsonException e) {
      throw new JsonException(shown + ": " + e.getMessage());
    }
  }

  private static Json resolve(Json value, Terminal terminal) {
    return switch (value) {
      case Json.Text(String text) ->
          Json.of(terminal.folder().resolve(Path.of(text)).normalize().toString());
      case Json.Items(List<Json> items) ->
          Json.array(items.stream().map(item -> resolve(item, terminal)).toList());
      case Json.Null _, Json.Truth _, Json.Whole _, Json.Huge _, Json.Real _, Json.Members _ ->
          value;
    };
  }

  private void requireAll(ParseResult parsed, Map<String, Json> input) {
    List<String> missing =
        properties.stream()
            .filter(property -> property.required() && !input.containsKey(property.name()))
            .map(property -> shown(property))
            .toList();
    if (!missing.isEmpty()) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), "missing: " + String.join(", ", missing));
    }
  }

  private String shown(Property property) {
    boolean argument =
        extras.arguments().isEmpty()
            && tool.arguments().stream().anyMatch(name -> property(name).equals(property));
    if (argument || extras.fills(property.name())) {
      return property.name().toUpperCase(Locale.ROOT);
    }
    return property.name().equals("branch") ? "-b BRANCH" : optionName(property);
  }
}
