package dev.unwait.files;

import dev.unwait.linux.Reader;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the tasks of one search have in common: its end, its failure, and the tools that each
/// thread works with.
final class SearchRun {
  private static final int FIRST_BYTES = 64 * 1024;

  /// What is done with the files that a search comes to.
  interface Visit {
    /// Whether the contents are wanted; otherwise files are only listed.
    boolean reads();

    /// Scans lines for one thread, if that is what is done.
    @Nullable LineScan newScan();

    /// @param tools the bytes of the file, and the thread's scan
    void file(BranchPath path, Tools tools, int length);

    void tooLarge(BranchPath path);

    int fileBytesMax();
  }

  /// What a thread works with.
  static final class Tools {
    final Reader reader;
    final @Nullable LineScan scan;
    byte[] bytes = new byte[FIRST_BYTES];

    Tools(Reader reader, @Nullable LineScan scan) {
      this.reader = reader;
      this.scan = scan;
    }

    /// Makes room for so many bytes; what is there is kept.
    void ensure(int length) {
      if (bytes.length < length) {
        bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
      }
    }

    /// Reads an open file to its end.
    ///
    /// @return its length, or -1 if it is larger than the bound
    int readAll(int fd, int max) throws IOException {
      int length = 0;
      while (true) {
        length += reader.read(fd, bytes, length);
        if (length > max) {
          return -1;
        }
        if (length < bytes.length) {
          return length;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(length * 2L, max + 1L));
      }
    }
  }

  private final Readers readers;
  private final Visit visit;
  private final Clock clock;
  private final Idle<Tools> idle = new Idle<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  SearchRun(Readers readers, Visit visit, Clock clock) {
    this.readers = readers;
    this.visit = visit;
    this.clock = clock;
  }

  Visit visit() {
    return visit;
  }

  Clock clock() {
    return clock;
  }

  /// Gives the tools back and throws what a task threw.
  void close() throws IOException {
    idle.drain().forEach(tools -> readers.give(tools.reader));
    Throwable thrown = failure.get();
    switch (thrown) {
      case null -> {}
      case IOException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a search failed", thrown);
    }
  }

  private Tools borrow() {
    Tools tools = idle.poll();
    return tools == null ? new Tools(readers.take(), visit.newScan()) : tools;
  }

  /// A part of a search, done by one thread; it may fork others and is complete when they are.
  abstract static class Task extends CountedCompleter<Void> {
    private static final long serialVersionUID = 1;

    private final transient SearchRun run;

    Task(@Nullable CountedCompleter<?> completer, SearchRun run) {
      super(completer);
      this.run = run;
    }

    abstract void work(Tools tools) throws IOException;

    @Override
    public void compute() {
      run.clock.look();
      if (!run.clock.isOver()) {
        Tools tools = run.borrow();
        try {
          work(tools);
        } catch (Clock.OutOfTime _) {
          run.clock.end();
        } catch (Throwable e) {
          run.failure.compareAndSet(null, e);
          run.clock.end();
        } finally {
          run.idle.put(tools);
        }
      }
      tryComplete();
    }

    /// Lets another thread do a task that this one waits for.
    void fork(Task part) {
      addToPendingCount(1);
      part.fork();
    }
  }
}
