package dev.unwait.cli;

import dev.unwait.client.DaemonClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One line on the terminal that says how far a call has come, once that takes over a second;
/// nothing where nobody watches.
final class ProgressLine implements DaemonClient.Progress, AutoCloseable {
  private static final long FIRST_MILLIS = 1000;
  private static final long NEXT_MILLIS = 200;
  private static final int WIDTH_MAX = 78;

  private final Terminal terminal;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final long start = System.nanoTime();
  private final Thread shower = Thread.ofPlatform().name("progress").daemon().unstarted(this::show);
  private volatile String news;
  private volatile boolean shown;

  private ProgressLine(Terminal terminal, String what) {
    this.terminal = terminal;
    this.news = what;
  }

  static ProgressLine start(Terminal terminal, String what) {
    var line = new ProgressLine(terminal, what);
    if (terminal.watched()) {
      line.shower.start();
    }
    return line;
  }

  @Override
  public void at(long done, long total, String message) {
    news = total > 0 ? message + " " + 100 * Math.min(done, total) / total + "%" : message;
  }

  private void show() {
    try {
      long wait = FIRST_MILLIS;
      while (!ended.await(wait, TimeUnit.MILLISECONDS)) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        String text = news + " (" + seconds + " s)";
        terminal
            .err()
            .print("\r" + text.substring(0, Math.min(text.length(), WIDTH_MAX)) + "\033[K");
        shown = true;
        wait = NEXT_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!terminal.watched()) {
      return;
    }
    try {
      shower.join(Duration.ofMillis(FIRST_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (shown) {
      terminal.err().print("\r\033[K");
    }
  }
}
