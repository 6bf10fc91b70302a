package dev.unwait.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.base.RefusalException;
import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;
import dev.unwait.json.Json;
import dev.unwait.tool.ToolSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import picocli.CommandLine;

/// How a command line ended in this process.
@NullMarked
record Ended(int exit, String out, String err) {
  static Ended of(List<ToolSpec<?, ?>> tools, Path folder, String line)
      throws InterruptedException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false,
            _ -> null,
            folder);
    int exit = commands(tools, terminal).run(Words.split(line));
    return new Ended(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /// The command line with all commands, unparsed.
  static CommandLine commandLine(List<ToolSpec<?, ?>> tools) {
    return commands(tools, Terminal.system()).everything();
  }

  private static Commands commands(List<ToolSpec<?, ?>> tools, Terminal terminal) {
    return new Commands(tools, new Absent(), new DaemonLaunch("none"), terminal);
  }

  /// No programs at all.
  private static final class Absent implements Programs {
    @Override
    public int daemon(DaemonOptions options) throws RefusalException {
      throw absent();
    }

    @Override
    public int demo(DemoOptions options, Terminal terminal) throws RefusalException {
      throw absent();
    }

    @Override
    public int bench(BenchOptions options, Terminal terminal) throws RefusalException {
      throw absent();
    }

    @Override
    public Json doctor(Home home) throws RefusalException {
      throw absent();
    }

    private static RefusalException absent() {
      return RefusalException.unsupported("start a program", "a test has none", "");
    }
  }
}
