package dev.unwait.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Carries bytes both ways between standard input and output and a socket, as they come.
///
/// Each way has a platform thread and a direct buffer, because a blocked read would pin a virtual
/// thread's carrier.
final class Pump {
  private static final int BUFFER_BYTES = 64 << 10;

  /// How long the daemon may take to finish its answers after our input has ended.
  static final Duration LAST_ANSWERS_MAX = Duration.ofSeconds(30);

  private final SocketChannel socket;
  private final CountDownLatch inputEnded = new CountDownLatch(1);
  private final CountDownLatch outputEnded = new CountDownLatch(1);
  private volatile @Nullable IOException failure;

  Pump(SocketChannel socket) {
    this.socket = socket;
  }

  static ReadableByteChannel standardInput() {
    return new FileInputStream(FileDescriptor.in).getChannel();
  }

  static WritableByteChannel standardOutput() {
    return new FileOutputStream(FileDescriptor.out).getChannel();
  }

  /// Runs until both ways have ended.
  ///
  /// @param first what was read from the socket already
  /// @return whether our side ended it; false where the daemon went away first
  boolean run(ByteBuffer first, ReadableByteChannel in, WritableByteChannel out)
      throws IOException, InterruptedException {
    Thread.ofPlatform().name("pump-in").daemon().start(() -> pumpIn(in));
    Thread.ofPlatform().name("pump-out").daemon().start(() -> pumpOut(first, out));
    outputEnded.await();
    boolean ours = inputEnded.getCount() == 0;
    IOException failed = failure;
    if (failed != null && ours) {
      throw failed;
    }
    return ours;
  }

  private void pumpIn(ReadableByteChannel in) {
    try {
      copy(in, socket);
      inputEnded.countDown();
      socket.shutdownOutput();
      if (!outputEnded.await(LAST_ANSWERS_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        socket.close(); // This ends the other way.
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    } finally {
      inputEnded.countDown();
    }
  }

  private void pumpOut(ByteBuffer first, WritableByteChannel out) {
    try {
      writeAll(out, first);
      copy(socket, out);
    } catch (IOException e) {
      failure = e;
    } finally {
      outputEnded.countDown();
    }
  }

  private static void copy(ReadableByteChannel from, WritableByteChannel to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    while (from.read(buffer.clear()) >= 0) {
      writeAll(to, buffer.flip());
    }
  }

  private static void writeAll(WritableByteChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
