package dev.unwait.http;

import dev.unwait.json.JsonBuffer;
import dev.unwait.mcp.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/// The answer to one MCP request: a single JSON object, or a stream of events once a notification
/// must go first or the call takes its time.
///
/// A stream is also how a client that went away is noticed; then the thread that serves the call is
/// interrupted.
final class Reply implements Peer {
  private static final byte[] PULSE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Response response;
  private final boolean mayStream;
  private final String agent;
  private final Thread serving = Thread.currentThread();
  private final long startedNanos = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private boolean streaming;
  private boolean ended;

  Reply(Response response, boolean mayStream, String agent) {
    this.response = response;
    this.mayStream = mayStream;
    this.agent = agent;
  }

  @Override
  public String agent() {
    return agent;
  }

  /// Nothing is remembered here: the client carries its name along.
  @Override
  public void initialized(String name) {
    response.getHeaders().put(SessionId.HEADER, SessionId.of(name));
  }

  @Override
  public void send(JsonBuffer notification) {
    if (mayStream) {
      lock.lock();
      try {
        stream(event(notification));
      } finally {
        lock.unlock();
      }
    }
  }

  /// Keeps the stream alive, and begins it where the call is older than `patienceNanos`. Does
  /// nothing where a write is under way: then it is not for us to wait.
  void pulse(long patienceNanos) {
    if (mayStream && System.nanoTime() - startedNanos > patienceNanos && lock.tryLock()) {
      try {
        stream(PULSE);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Writes the answer and ends the reply.
  void finish(int status, JsonBuffer answer) throws IOException {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      if (streaming) {
        Content.Sink.write(response, true, ByteBuffer.wrap(event(answer)));
      } else {
        Plain.write(response, status, answer);
      }
    } finally {
      lock.unlock();
    }
  }

  private void stream(byte[] bytes) {
    if (ended) {
      return;
    }
    try {
      if (!streaming) {
        streaming = true;
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Accel-Buffering", "no");
      }
      Content.Sink.write(response, false, ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      ended = true;
      serving.interrupt();
    }
  }

  private static byte[] event(JsonBuffer message) {
    var event = new JsonBuffer();
    event.raw(EVENT).raw(message.array(), 0, message.size()).raw(EVENT_END);
    return event.toBytes();
  }
}
