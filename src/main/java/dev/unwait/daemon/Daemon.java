package dev.unwait.daemon;

import dev.unwait.base.Closing;
import dev.unwait.client.Home;
import dev.unwait.clock.Clock;
import dev.unwait.clock.ClockOptions;
import dev.unwait.doctor.Check;
import dev.unwait.doctor.Doctor;
import dev.unwait.files.FileEditor;
import dev.unwait.files.FileReader;
import dev.unwait.files.FileSearch;
import dev.unwait.linux.Linux;
import dev.unwait.output.Outputs;
import dev.unwait.overlay.Backend;
import dev.unwait.overlay.Backends;
import dev.unwait.overlay.Choice;
import dev.unwait.shell.Shells;
import dev.unwait.store.Store;
import dev.unwait.store.StoreOptions;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.Tool;
import dev.unwait.tools.ApplyTool;
import dev.unwait.tools.BranchesTool;
import dev.unwait.tools.CommitTool;
import dev.unwait.tools.DiffTool;
import dev.unwait.tools.DiscardTool;
import dev.unwait.tools.DoctorTool;
import dev.unwait.tools.DownTool;
import dev.unwait.tools.EditTool;
import dev.unwait.tools.ForgetTool;
import dev.unwait.tools.ForkTool;
import dev.unwait.tools.ImportTool;
import dev.unwait.tools.JournaledEdits;
import dev.unwait.tools.OutputTool;
import dev.unwait.tools.ProjectsTool;
import dev.unwait.tools.ReadTool;
import dev.unwait.tools.RefreshTool;
import dev.unwait.tools.ReportTool;
import dev.unwait.tools.RunTool;
import dev.unwait.tools.SearchTool;
import dev.unwait.tools.SignalTool;
import dev.unwait.tools.StatusTool;
import dev.unwait.workspace.Workspace;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/// One daemon on one home: puts the parts together, in the order in which they need each other, and
/// takes them apart in reverse.
public final class Daemon implements Closeable {
  /// How a daemon is to be opened.
  ///
  /// @param httpPort of the HTTP door; 0 for any that is free
  /// @param backends the kinds of back end that may be chosen
  public record Options(int httpPort, Set<Backend.Kind> backends) {
    public static final Options DEFAULT = new Options(0, EnumSet.allOf(Backend.Kind.class));

    /// @param port empty for any that is free
    public Options withHttpPort(OptionalInt port) {
      return new Options(port.orElse(0), backends);
    }
  }

  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Closing closing;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final long startedNanos = System.nanoTime();
  private final Home home;
  private final Linux linux;
  private final InstantSource time = InstantSource.system();
  private final Choice choice;
  private final Workspace workspace;
  private final Shells shells;
  private final Doors doors;
  private final List<String> repairs = new ArrayList<>();

  private Daemon(Closing closing, Home home, Options options) throws IOException {
    this.closing = closing;
    this.home = home;
    closing.own(HomeLock.take(home));
    var folder = home.folder();
    // What takes longest at a start is code that runs for the first time: do two things at once.
    var opening =
        Beside.start(
            "store-opener", () -> Store.open(folder.resolve("journal"), StoreOptions.DEFAULT));
    closing.own(() -> opening.get().close());
    var settings = Settings.read(home);
    linux = Linux.real();
    choice = Backends.choose(linux, folder, options.backends());
    closing.own(choice.backend());
    var store = opening.get();
    var clock = Clock.open(store, ClockOptions.DEFAULT, time);
    closing.own(clock);
    workspace = Workspace.open(folder, linux, choice.backend(), store, settings.workspace(), time);
    closing.own(workspace);
    repairs.addAll(workspace.repairs());
    var outputs = Outputs.open(folder.resolve("outputs"), settings.outputs());
    closing.own(outputs);
    var run = Files.createDirectories(folder.resolve("run"));
    shells =
        new Shells(
            linux,
            settings.shells(folder.resolve("caches")),
            workspace,
            choice.backend(),
            outputs,
            run);
    closing.own(shells);
    var edits = new JournaledEdits(new FileEditor(linux, RandomGenerator.getDefault()), store);
    repairs.addAll(edits.recover(workspace));
    var search = new FileSearch(linux, FileSearch.Options.defaults());
    closing.own(search);
    workspace.projects().forEach(project -> shells.prepare(project.path()));
    doors =
        new Doors(
            home,
            Catalogue.of(tools(edits, search, clock, outputs)).withBatch(),
            new Watching(clock, time),
            workspace,
            shells::prepare,
            version(),
            options.httpPort(),
            settings.connectionsMax());
    closing.own(doors);
    repairs.forEach(repair -> LOG.log(Level.INFO, "repaired at start: " + repair));
  }

  /// Opens a daemon: when this returns it serves.
  ///
  /// @throws dev.unwait.base.RefusalException if another daemon has the home
  public static Daemon open(Home home, Options options) throws IOException {
    var closing = new Closing();
    try {
      return new Daemon(closing, home, options);
    } catch (IOException | RuntimeException e) {
      try (closing) {
        throw e;
      }
    }
  }

  private List<Tool<?, ?>> tools(
      JournaledEdits edits, FileSearch search, Clock clock, Outputs outputs) {
    return List.of(
        new ForkTool(workspace),
        new BranchesTool(workspace),
        new DiffTool(workspace, outputs),
        new CommitTool(workspace),
        new DiscardTool(workspace),
        new RunTool(workspace, shells),
        new OutputTool(shells),
        new SignalTool(shells),
        new ReadTool(workspace, new FileReader(linux)),
        new EditTool(workspace, edits),
        new SearchTool(workspace, search),
        new ImportTool(workspace, shells::prepare),
        new RefreshTool(workspace),
        new ApplyTool(workspace),
        new ProjectsTool(workspace),
        new ForgetTool(workspace),
        new ReportTool(clock, time),
        new StatusTool(this::status),
        new DoctorTool(this::examine),
        new DownTool(stop::countDown));
  }

  /// The version of the program, as its jar says.
  public static String version() {
    var version = Daemon.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private StatusTool.Output status() {
    var runtime = Runtime.getRuntime();
    return new StatusTool.Output(
        true,
        version(),
        ProcessHandle.current().pid(),
        home.folder().toString(),
        (System.nanoTime() - startedNanos) / 1_000_000,
        choice.backend().kind().name().toLowerCase(java.util.Locale.ROOT),
        doors.httpAddress(),
        workspace.projects().size(),
        workspace.branches(),
        workspace.openTrees(),
        shells.count(),
        doors.connections(),
        runtime.totalMemory() - runtime.freeMemory(),
        repairs);
  }

  private List<Check> examine() throws IOException {
    return examine(linux, home);
  }

  private static List<Check> examine(Linux linux, Home home) throws IOException {
    var probes = Backends.probe(linux, home.folder());
    return Doctor.examine(home.folder(), probes, System.getenv("UNWAIT_NAMESPACE"));
  }

  /// Examines the machine for a home on which no daemon runs.
  public static List<Check> examine(Home home) throws IOException {
    try (var lock = HomeLock.take(home)) {
      assert lock != null;
      return examine(Linux.real(), home);
    }
  }

  /// Waits until somebody asks the daemon to end.
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /// Has the daemon end soon.
  public void stop() {
    stop.countDown();
  }

  /// Ends the doors first, then what is behind them; branches and outputs stay for the next daemon.
  @Override
  public void close() throws IOException {
    closing.close();
  }
}
