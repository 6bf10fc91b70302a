package dev.unwait.cli;

import dev.unwait.base.RefusalException;
import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;
import dev.unwait.client.UnreachableException;
import dev.unwait.json.Json;
import dev.unwait.tool.Answer;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line of Unwait.
public final class Commands {
  static final String NAME = "unwait";

  private final Map<String, Supplier<Command>> commands = new LinkedHashMap<>();
  private final List<ToolSpec<?, ?>> tools;
  private final Programs programs;
  private final DaemonLaunch launch;
  private final Terminal terminal;

  /// @param tools each becomes a command, unless one of the same name is built in
  /// @param launch starts the daemon
  public Commands(
      List<ToolSpec<?, ?>> tools, Programs programs, DaemonLaunch launch, Terminal terminal) {
    this.tools = List.copyOf(tools);
    this.programs = programs;
    this.launch = launch;
    this.terminal = terminal;
    commands.put(UpCommand.NAME, UpCommand::new);
    commands.put(DownCommand.NAME, DownCommand::new);
    commands.put(StatusCommand.NAME, StatusCommand::new);
    commands.put(DoctorCommand.NAME, DoctorCommand::new);
    commands.put(McpCommand.NAME, McpCommand::new);
    commands.put(DemoCommand.NAME, DemoCommand::new);
    commands.put(BenchCommand.NAME, BenchCommand::new);
    for (ToolSpec<?, ?> tool : tools) {
      commands.putIfAbsent(tool.name(), () -> new ToolCommand(tool));
    }
    commands.put(CompletionCommand.NAME, () -> new CompletionCommand(this::everything));
    commands.put(RehearseCommand.NAME, () -> new RehearseCommand(this));
  }

  /// Does what the arguments say.
  ///
  /// @return the exit code
  public int run(String... args) throws InterruptedException {
    boolean json = List.of(args).contains(Options.JSON);
    try {
      return dispatch(args);
    } catch (ParameterException e) {
      wrongUse(e);
      return ExitCode.WRONG_USE;
    } catch (UnreachableException e) {
      failed(e, "unavailable", json);
      return ExitCode.UNREACHABLE;
    } catch (RefusalException e) {
      Answer.Refused refused = new Answer.Refused(e.refusal());
      return report(refused, json);
    } catch (IOException e) {
      failed(e, "failed", json);
      return ExitCode.FAILED;
    } finally {
      terminal.out().flush();
    }
  }

  private int dispatch(String... args) throws IOException, InterruptedException {
    String wanted = wanted(args);
    if (wanted == null || wanted.equals("help")) {
      return help(args, wanted != null);
    }
    Supplier<Command> maker = commands.get(wanted);
    if (maker == null) {
      everything().parseArgs(args); // Says what is wrong, with suggestions.
      throw new IllegalStateException(wanted + " is no command, but it was parsed as one");
    }
    Command command = maker.get();
    CommandLine root = root().addSubcommand(wanted, command.spec());
    ParseResult all = root.parseArgs(args);
    ParseResult parsed = all.subcommand();
    if (parsed.isUsageHelpRequested()) {
      parsed.commandSpec().commandLine().usage(terminal.out());
      return ExitCode.DONE;
    }
    Optional<String> home = Options.value(parsed, Options.HOME);
    if (home.isEmpty()) {
      home = Options.value(all, Options.HOME);
    }
    return command.run(parsed, surroundings(home.orElse(null), parsed, all));
  }

  private Surroundings surroundings(@Nullable String home, ParseResult parsed, ParseResult all)
      throws IOException {
    boolean json = Options.has(parsed, Options.JSON) || Options.has(all, Options.JSON);
    return new Surroundings(
        terminal, Home.find(home, terminal.environment(), terminal::say), json, launch, programs);
  }

  /// The first argument that is no option of ours: the command's name.
  private static @Nullable String wanted(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(Options.HOME)) {
        i++;
      } else if (!args[i].startsWith("-")) {
        return args[i];
      }
    }
    return null;
  }

  /// `unwait`, `unwait --help`, `unwait --version`, `unwait help [COMMAND]`.
  private int help(String[] args, boolean asked) {
    if (!asked && List.of(args).contains("--version")) {
      terminal.out().println(NAME + " " + version());
      return ExitCode.DONE;
    }
    CommandLine all = everything();
    if (!asked) {
      ParseResult parsed = all.parseArgs(args);
      boolean bare = !parsed.isUsageHelpRequested();
      all.usage(bare ? terminal.err() : terminal.out());
      return bare ? ExitCode.WRONG_USE : ExitCode.DONE;
    }
    String about = args[args.length - 1];
    CommandLine found = all.getSubcommands().get(about);
    if (found == null && !about.equals("help")) {
      throw new ParameterException(all, "there is no command " + about);
    }
    (found == null ? all : found).usage(terminal.out());
    return ExitCode.DONE;
  }

  /// The same command line on another terminal.
  Commands on(Terminal other) {
    return new Commands(tools, programs, launch, other);
  }

  static String version() {
    String version = Commands.class.getPackage().getImplementationVersion();
    return version == null ? "of this build" : version;
  }

  private static CommandLine root() {
    CommandSpec spec = Options.command(NAME, "Take the waiting out of what agents do.");
    spec.usageMessage()
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 no daemon, 4 failed.",
            "`unwait run` ends with the exit code of its command.");
    spec.addOption(
        OptionSpec.builder("--version").versionHelp(true).description("Show the version.").build());
    return new CommandLine(spec);
  }

  /// The command line with all its commands: for help, completion and suggestions.
  CommandLine everything() {
    CommandLine root = root();
    commands.forEach((name, maker) -> {
      CommandSpec spec = maker.get().spec();
      spec.usageMessage().hidden(name.equals(RehearseCommand.NAME));
      root.addSubcommand(name, spec);
    });
    return root;
  }

  private void wrongUse(ParameterException e) {
    terminal.say(String.valueOf(e.getMessage()));
    CommandLine where = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, terminal.err());
    }
    terminal.say("see: " + where.getCommandSpec().qualifiedName() + " --help");
  }

  private int report(Answer.Refused refused, boolean json) {
    if (json) {
      terminal.out().println(Json.object().put("error", refused.error()).build().write());
    } else {
      terminal.say(refused.refusal().message());
    }
    return ExitCode.of(refused.refusal().kind());
  }

  private void failed(IOException e, String kind, boolean json) {
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    terminal.say(why);
    if (json) {
      Json error = Json.object().put("kind", kind).put("why", why).build();
      terminal.out().println(Json.object().put("error", error).build().write());
    }
  }
}
