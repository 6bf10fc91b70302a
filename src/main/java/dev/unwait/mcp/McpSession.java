package dev.unwait.mcp;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import dev.unwait.json.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One connection that speaks newline-delimited JSON-RPC: stdio, or a Unix socket.
///
/// All work is done on virtual threads. A call that comes alone is served by the thread that read
/// it; calls that come together get a thread each.
public final class McpSession {
  private static final String CANCELLED = "notifications/cancelled";

  private final McpServer server;
  private final McpOptions options;
  private final Limits limits;
  private final LineReader reader;
  private final LineWriter writer;
  private final Map<Json, Running> running = new ConcurrentHashMap<>();

  /// Calls whose answer has not been written; falls to 0 only under the lock's signal.
  private final AtomicInteger unfinished = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Peer peer = new StreamPeer();
  private final ReadingTurns turns = new ReadingTurns(this::read);
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
  private volatile String agent;

  private McpSession(
      McpServer server, McpOptions options, String agent, InputStream in, OutputStream out) {
    this.agent = agent;
    this.server = server;
    this.options = options;
    this.limits = Limits.DEFAULTS.withBytesMax(options.messageBytesMax());
    this.reader = new LineReader(in, options.messageBytesMax());
    this.writer = new LineWriter(out, options.waitingBytesMax());
  }

  /// Serves a connection until the client closes its end; then gives running calls their grace,
  /// interrupts those that are left, and returns. The streams stay the caller's.
  ///
  /// @throws IOException if reading fails, or this thread is interrupted
  public static void serve(McpServer server, McpOptions options, InputStream in, OutputStream out)
      throws IOException {
    serve(server, options, "unknown", in, out);
  }

  /// As above.
  ///
  /// @param agent the caller's name until it gives one itself
  public static void serve(
      McpServer server, McpOptions options, String agent, InputStream in, OutputStream out)
      throws IOException {
    var session = new McpSession(server, options, agent, in, out);
    session.turns.begin();
    try {
      session.over.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("serving a connection was interrupted");
    } catch (ExecutionException e) {
      throw new IOException("read from an agent failed: " + e.getCause(), e.getCause());
    } finally {
      session.end();
    }
  }

  /// Reads until the end, or until another thread reads on.
  private void read() {
    try {
      while (true) {
        switch (reader.next()) {
          case LINE -> {
            if (!line()) {
              return;
            }
          }
          case OVERSIZED ->
              fail(
                  new RpcException(
                      RpcException.INVALID_REQUEST,
                      "Invalid request: longer than " + options.messageBytesMax() + " bytes"));
          case END -> {
            over.complete(null);
            return;
          }
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      over.completeExceptionally(e);
    }
  }

  /// Serves a line; false where this thread is not to read on.
  private boolean line() {
    long arrivedNanos = System.nanoTime();
    int length = reader.lineLength();
    if (length == 0) {
      return true;
    }
    return switch (Message.read(reader.array(), reader.lineFrom(), length, limits)) {
      case Message.Request request -> serve(request, arrivedNanos);
      case Message.Notification notification -> {
        notice(notification);
        yield true;
      }
      case Message.Response _ -> true;
      case Message.Malformed(var id, var fault) -> {
        var buffer = new JsonBuffer();
        McpServer.fail(id, fault, buffer);
        writer.write(buffer);
        yield true;
      }
    };
  }

  private boolean serve(Message.Request request, long arrivedNanos) {
    if (!server.mayBlock(request)) {
      var buffer = new JsonBuffer();
      server.answer(request, peer, arrivedNanos, buffer);
      writer.write(buffer);
      return true;
    }
    if (running.size() >= options.runningMax()) {
      refuse(request);
      return true;
    }
    var call = new Running(request, arrivedNanos);
    if (running.putIfAbsent(request.id(), call) != null) {
      fail(
          new RpcException(
              RpcException.INVALID_REQUEST,
              "Invalid request: the id " + request.id() + " is of a request still running"));
      return true;
    }
    boolean alone = unfinished.getAndIncrement() == 0 && !reader.hasMore();
    if (alone) {
      return turns.serveHere(call);
    }
    Thread.ofVirtual().start(call);
    return true;
  }

  /// Too busy is an expected no, told as a tool tells it, so that agents understand it.
  private void refuse(Message.Request request) {
    var refusal =
        new Refusal(
            Refusal.Kind.UNAVAILABLE,
            "call a tool",
            options.runningMax() + " calls are running on this connection, which is the most",
            "Wait for one of them to end.");
    var buffer = new JsonBuffer();
    server.refuse(request, peer, refusal, buffer);
    writer.write(buffer);
  }

  /// Of all notifications only a cancellation asks for anything; unknown ones are ignored.
  private void notice(Message.Notification notification) {
    if (notification.method().equals(CANCELLED)) {
      var id = notification.params().member("requestId");
      var call = id == null ? null : running.get(id);
      if (call != null) {
        call.cancel();
      }
    }
  }

  private void fail(RpcException fault) {
    var buffer = new JsonBuffer();
    McpServer.fail(null, fault, buffer);
    writer.write(buffer);
  }

  private void end() {
    turns.end();
    if (!awaitIdle()) {
      running.values().forEach(Running::cancel);
      awaitIdle();
    }
  }

  private boolean awaitIdle() {
    lock.lock();
    try {
      long left = options.grace().toNanos();
      while (unfinished.get() > 0) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// One call that may take long.
  private final class Running implements Runnable {
    private final Message.Request request;
    private final long arrivedNanos;
    private volatile @Nullable Thread thread;
    private volatile boolean cancelled;

    Running(Message.Request request, long arrivedNanos) {
      this.request = request;
      this.arrivedNanos = arrivedNanos;
    }

    void cancel() {
      cancelled = true;
      var serving = thread;
      if (serving != null) {
        serving.interrupt();
      }
    }

    @Override
    public void run() {
      var buffer = new JsonBuffer();
      try {
        thread = Thread.currentThread();
        if (!cancelled) {
          server.answer(request, peer, arrivedNanos, buffer);
        }
        // The id is free again before the answer goes out: a client may use it anew at once.
        running.remove(request.id(), this);
        // What a tool left of an interrupt must not break the writing.
        Thread.interrupted();
        if (!cancelled) {
          writer.write(buffer);
        }
      } finally {
        running.remove(request.id(), this);
        leave();
      }
    }

    private void leave() {
      if (unfinished.decrementAndGet() == 0) {
        lock.lock();
        try {
          idle.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private final class StreamPeer implements Peer {
    @Override
    public String agent() {
      return agent;
    }

    @Override
    public void initialized(String name) {
      agent = name;
    }

    @Override
    public void send(JsonBuffer notification) {
      writer.write(notification);
    }
  }
}
