package dev.unwait.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What one command printed, growing until it is finished: whole lines of both streams in the order
/// in which they were completed.
public final class Output {
  private final String handle;
  private final OutputOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  // All of these: under the lock.
  private final Pending stdout = new Pending();
  private final Pending stderr = new Pending();
  private final LineLog log;
  private final List<String> notes = new ArrayList<>();
  private boolean done;
  private @Nullable Integer exit;

  Output(String handle, OutputOptions options, LineLog log) {
    this.handle = handle;
    this.options = options;
    this.log = log;
  }

  public String handle() {
    return handle;
  }

  /// Adds what was printed. After the end it is added all the same: a process left behind may print
  /// late.
  public void append(Source source, byte[] bytes) throws IOException {
    lock.lock();
    try {
      Pending pending = source == Source.STDOUT ? stdout : stderr;
      int end = lastLineEnd(bytes);
      if (end > 0) {
        log.append(pending.take(bytes, end));
      }
      pending.add(bytes, end);
      if (pending.size() > options.memoryEach()) {
        log.append(pending.take(new byte[0], 0));
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static int lastLineEnd(byte[] bytes) {
    for (int i = bytes.length; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return 0;
  }

  /// Adds something that the reader should know.
  public void note(String note) {
    lock.lock();
    try {
      notes.add(note);
    } finally {
      lock.unlock();
    }
  }

  /// No more is expected.
  ///
  /// @param code the exit code, null where there is none
  public void finish(@Nullable Integer code) throws IOException {
    lock.lock();
    try {
      if (!done) {
        done = true;
        exit = code;
        log.finish(code);
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What it is when found on disk: nothing more comes.
  void reopened(@Nullable Integer code) {
    lock.lock();
    try {
      done = true;
      exit = code;
    } finally {
      lock.unlock();
    }
  }

  /// How many bytes are held in memory for it.
  long memory() {
    lock.lock();
    try {
      return log.memory() + stdout.size() + stderr.size();
    } finally {
      lock.unlock();
    }
  }

  long stored() {
    lock.lock();
    try {
      return log.stored();
    } finally {
      lock.unlock();
    }
  }

  public boolean isDone() {
    lock.lock();
    try {
      return done;
    } finally {
      lock.unlock();
    }
  }

  void delete() {
    lock.lock();
    try {
      log.delete();
    } finally {
      lock.unlock();
    }
  }

  /// Lines as asked for; waits for one while there is none and more can come.
  public Page page(PageRequest request) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + request.patience().toNanos();
    lock.lockInterruptibly();
    try {
      long from = request.from() < 0 ? Math.max(0, total() + request.from()) : request.from();
      while (true) {
        Page page = page(request, from);
        long left = deadline - System.nanoTime();
        if (!page.lines().isEmpty() || done || left <= 0) {
          return page;
        }
        boolean inTime = grown.await(left, TimeUnit.NANOSECONDS);
        if (inTime) {
          from = request.grep() == null ? from : page.next(); // Those were looked at already.
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long total() {
    return log.lines() + (stdout.size() > 0 ? 1 : 0) + (stderr.size() > 0 ? 1 : 0);
  }

  private Page page(PageRequest request, long from) throws IOException {
    var taken = new Taken(request, options.lineMax());
    long next = log.read(from, taken);
    long number = log.lines();
    for (Pending pending : new Pending[] {stdout, stderr}) {
      if (pending.size() > 0 && !taken.full()) {
        if (number >= from) {
          taken.line(number, pending.bytes(), 0, pending.size());
        }
        number++;
        next = done ? number : next;
      }
    }
    var all = new ArrayList<>(notes);
    all.addAll(taken.notes());
    log.note(all::add);
    return new Page(taken.lines(), taken.numbers(), next, total(), done, exit, all);
  }
}
