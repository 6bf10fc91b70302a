package dev.unwait.http;

import dev.unwait.json.JsonBuffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads the body of a request within its bounds of size and time.
final class Body {
  private Body() {}

  static byte[] read(Request request, int bytesMax, Duration time) throws Denial, IOException {
    long declared = request.getLength();
    if (declared > bytesMax) {
      throw tooLarge(bytesMax);
    }
    demandJson(request);
    long deadline = System.nanoTime() + time.toNanos();
    var read = new JsonBuffer();
    while (true) {
      var chunk = request.read();
      if (chunk == null) {
        await(request, deadline, time);
        continue;
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw new IOException("read the body of a request failed", chunk.getFailure());
      }
      append(chunk, read);
      if (read.size() > bytesMax) {
        throw tooLarge(bytesMax);
      }
      if (chunk.isLast()) {
        return read.toBytes();
      }
    }
  }

  private static void append(Content.Chunk chunk, JsonBuffer read) {
    try {
      var bytes = new byte[chunk.remaining()];
      chunk.get(bytes, 0, bytes.length);
      read.raw(bytes);
    } finally {
      chunk.release();
    }
  }

  private static void await(Request request, long deadline, Duration time)
      throws Denial, IOException {
    var ready = new CountDownLatch(1);
    request.demand(ready::countDown);
    try {
      if (!ready.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new Denial(408, "the body took longer than " + time.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("read the body of a request was interrupted", e);
    }
  }

  /// A page of another site can post forms and plain text without asking; JSON it cannot.
  private static void demandJson(Request request) throws Denial {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.strip().regionMatches(true, 0, "application/json", 0, 16)) {
      throw new Denial(415, "Content-Type must be application/json");
    }
  }

  private static Denial tooLarge(int bytesMax) {
    return new Denial(413, "the body is larger than " + bytesMax + " bytes");
  }
}
