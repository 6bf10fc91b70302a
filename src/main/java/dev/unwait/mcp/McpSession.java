package dev.unwait.mcp;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import dev.unwait.json.JsonBuffer;
import dev.unwait.json.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One connection that speaks newline-delimited JSON-RPC: stdio, or a Unix socket.
///
/// The thread that serves it reads; each call that may take long runs on a virtual thread.
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

  /// Serves a connection on this thread until the client closes its end; then gives running calls
  /// their grace, interrupts those that are left, and returns. The streams stay the caller's.
  ///
  /// @throws IOException if reading fails
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
    try {
      session.read();
    } finally {
      session.end();
    }
  }

  private void read() throws IOException {
    while (true) {
      switch (reader.next()) {
        case LINE -> line();
        case OVERSIZED ->
            fail(
                new RpcException(
                    RpcException.INVALID_REQUEST,
                    "Invalid request: longer than " + options.messageBytesMax() + " bytes"));
        case END -> {
          return;
        }
      }
    }
  }

  private void line() {
    long arrivedNanos = System.nanoTime();
    int length = reader.lineLength();
    if (length == 0) {
      return;
    }
    switch (Message.read(reader.array(), reader.lineFrom(), length, limits)) {
      case Message.Request request -> serve(request, arrivedNanos);
      case Message.Notification notification -> notice(notification);
      case Message.Response _ -> {}
      case Message.Malformed(var id, var fault) -> {
        var buffer = new JsonBuffer();
        McpServer.fail(id, fault, buffer);
        writer.write(buffer);
      }
    }
  }

  private void serve(Message.Request request, long arrivedNanos) {
    if (!server.mayBlock(request)) {
      var buffer = new JsonBuffer();
      server.answer(request, peer, arrivedNanos, buffer);
      writer.write(buffer);
      return;
    }
    if (running.size() >= options.runningMax()) {
      refuse(request);
      return;
    }
    var call = new Running(request, arrivedNanos);
    if (running.putIfAbsent(request.id(), call) != null) {
      fail(
          new RpcException(
              RpcException.INVALID_REQUEST,
              "Invalid request: the id " + request.id() + " is of a request still running"));
      return;
    }
    call.start();
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

  /// One call on its own thread.
  private final class Running implements Runnable {
    private final Message.Request request;
    private final long arrivedNanos;
    private final Thread thread;
    private volatile boolean cancelled;

    Running(Message.Request request, long arrivedNanos) {
      this.request = request;
      this.arrivedNanos = arrivedNanos;
      this.thread = Thread.ofVirtual().unstarted(this);
    }

    void start() {
      unfinished.incrementAndGet();
      thread.start();
    }

    void cancel() {
      cancelled = true;
      thread.interrupt();
    }

    @Override
    public void run() {
      var buffer = new JsonBuffer();
      try {
        server.answer(request, peer, arrivedNanos, buffer);
        // The id is free again before the answer goes out: a client may use it anew at once.
        running.remove(request.id(), this);
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
