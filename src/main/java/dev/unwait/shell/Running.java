package dev.unwait.shell;

import dev.unwait.output.Output;
import dev.unwait.output.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command while it runs: what it has printed and reported so far.
final class Running implements Bash.Listener {
  private final Output output;
  private final Excerpting stdout;
  private final Excerpting stderr;
  private final List<String> notes = new ArrayList<>();
  private final long began = System.nanoTime();
  private Report.@Nullable Finished finished;
  private Report.@Nullable Ended ended;
  private @Nullable String where;
  private @Nullable String state;

  Running(Output output, int answerMax) {
    this.output = output;
    stdout = new Excerpting(answerMax);
    stderr = new Excerpting(answerMax);
  }

  @Override
  public void printed(Source source, byte[] bytes) throws IOException {
    (source == Source.STDOUT ? stdout : stderr).add(bytes);
    output.append(source, bytes);
  }

  @Override
  public void reported(Report report) {
    switch (report) {
      case Report.Finished it -> finished = it;
      case Report.Ended it -> ended = it;
      case Report.Where it -> where = it.cwd();
      case Report.State it -> state = it.text();
      case Report.Ready _, Report.Served _ -> {} // An answer to what was sent before.
    }
  }

  Output output() {
    return output;
  }

  boolean done() {
    return finished != null || ended != null;
  }

  Report.@Nullable Finished finished() {
    return finished;
  }

  Report.@Nullable Ended ended() {
    return ended;
  }

  /// The state that bash left as it ended.
  @Nullable String state() {
    return state;
  }

  /// The working directory of that state.
  @Nullable String where() {
    return where;
  }

  long began() {
    return began;
  }

  long printed() {
    return stdout.total() + stderr.total();
  }

  void note(String note) {
    notes.add(note);
  }

  RunResult result(int exit, String cwd, long nanos, @Nullable String stopped) {
    return new RunResult(
        exit, stdout.result(), stderr.result(), output.handle(), cwd, nanos, stopped, notes);
  }
}
