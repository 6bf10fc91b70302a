package dev.unwait.tool;

import dev.unwait.base.Refusal;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A call as the doors make it: watched from its start until its answer is written.
public final class ServedCall implements Call {
  private final String agent;
  private final Progress progress;
  private final CallObserver.Watch watch;
  private final long startedNanos;
  private final AtomicLong executedNanos = new AtomicLong();
  private volatile @Nullable String branch;

  /// Takes what a call says of how far it is.
  @FunctionalInterface
  public interface Progress {
    /// Drops it.
    Progress NONE = (_, _, _) -> {};

    void at(long done, long total, String message);
  }

  private ServedCall(String agent, Progress progress, CallObserver.Watch watch, long startedNanos) {
    this.agent = agent;
    this.progress = progress;
    this.watch = watch;
    this.startedNanos = startedNanos;
  }

  /// Starts one.
  ///
  /// @param arrivedNanos when its request arrived, by {@link System#nanoTime}
  public static ServedCall start(
      CallObserver observer,
      String tool,
      String agent,
      @Nullable String traceparent,
      long arrivedNanos,
      Progress progress) {
    long now = System.nanoTime();
    var watch =
        observer.started(new CallObserver.Start(tool, agent, traceparent, now - arrivedNanos));
    return new ServedCall(agent, progress, watch, now);
  }

  @Override
  public String agent() {
    return agent;
  }

  @Override
  public void progress(long done, long total, String message) {
    progress.at(done, total, message);
  }

  @Override
  public void branch(String branch) {
    this.branch = branch;
  }

  @Override
  public void executed(long nanos) {
    executedNanos.addAndGet(nanos);
  }

  /// Ends it, once.
  ///
  /// @param bytes the size of the answer that was written
  public void end(Answer answer, long bytes) {
    long executed = executedNanos.get();
    long overhead = Math.max(0, System.nanoTime() - startedNanos - executed);
    Refusal.Kind refusal =
        switch (answer) {
          case Answer.Done _ -> null;
          case Answer.Refused(var why) -> why.kind();
        };
    watch.ended(new CallObserver.End(branch, overhead, executed, refusal, bytes));
  }
}
