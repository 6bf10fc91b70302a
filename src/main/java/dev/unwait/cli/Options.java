package dev.unwait.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Builds and reads options; a value is always text until its command makes sense of it.
final class Options {
  static final String HOME = "--home";
  static final String JSON = "--json";

  private Options() {}

  /// A command that knows what every command knows.
  static CommandSpec command(String name, String... description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(description)
        .abbreviateSynopsis(true)
        .autoWidth(false)
        .sortOptions(false)
        .footer(Examples.footer(name));
    spec.addOption(
        text(HOME, "DIR", "The daemon's folder. Default: $UNWAIT_HOME, else ~/.unwait."));
    spec.addOption(flag(JSON, "Print the structured answer and nothing else."));
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    return spec;
  }

  static OptionSpec text(String name, String label, String help) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(escape(help))
        .build();
  }

  static OptionSpec flag(String name, String help) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .arity("0")
        .showDefaultValue(Visibility.NEVER)
        .description(escape(help))
        .build();
  }

  static PositionalParamSpec argument(String index, String arity, String label, String help) {
    return PositionalParamSpec.builder()
        .index(index)
        .arity(arity)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(escape(help))
        .build();
  }

  /// Percent signs are format directives to picocli.
  static String escape(String help) {
    return help.replace("%", "%%");
  }

  static Optional<String> value(ParseResult parsed, String option) {
    return parsed.hasMatchedOption(option)
        ? Optional.of(parsed.matchedOption(option).stringValues().getLast())
        : Optional.empty();
  }

  static boolean has(ParseResult parsed, String flag) {
    return parsed.hasMatchedOption(flag)
        && Boolean.TRUE.equals(parsed.matchedOption(flag).getValue());
  }

  /// What was given by position, in order.
  static List<String> arguments(ParseResult parsed) {
    return parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.stringValues().stream())
        .toList();
  }
}
