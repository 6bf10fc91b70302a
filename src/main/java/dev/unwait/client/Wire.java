package dev.unwait.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A connection to the daemon that carries lines. One thread reads; writes are made under a lock.
final class Wire implements Closeable {
  /// The longest line taken, in bytes.
  static final int LINE_BYTES_MAX = 256 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final Path socket;
  private final ReentrantLock writing = new ReentrantLock();
  private ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).flip();

  private Wire(SocketChannel channel, Path socket) {
    this.channel = channel;
    this.socket = socket;
  }

  /// @throws UnreachableException where nobody listens
  static Wire connect(Home home) throws IOException {
    Path socket = home.socket();
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new Wire(channel, socket);
    } catch (IOException e) {
      channel.close();
      throw new UnreachableException("no daemon listens on " + socket, e);
    }
  }

  SocketChannel channel() {
    return channel;
  }

  /// What was read beyond the last line taken.
  ByteBuffer rest() {
    return in;
  }

  /// @param line without its end
  void writeLine(byte[] line) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    writing.lock();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw gone(e);
    } finally {
      writing.unlock();
    }
  }

  UnreachableException gone(@Nullable IOException cause) {
    return new UnreachableException("the daemon on " + socket + " went away", cause);
  }

  /// The next line without its end, null where the daemon closed the connection.
  byte @Nullable [] readLine() throws IOException {
    int looked = in.position();
    while (true) {
      for (int at = looked; at < in.limit(); at++) {
        if (in.get(at) == '\n') {
          byte[] line = new byte[at - in.position()];
          in.get(line).get();
          return line;
        }
      }
      int length = in.remaining();
      if (!fill()) {
        return null;
      }
      looked = in.position() + length;
    }
  }

  /// Reads more behind what is there; false at the end.
  private boolean fill() throws IOException {
    makeRoom();
    int position = in.position();
    int limit = in.limit();
    in.limit(in.capacity()).position(limit);
    int n;
    try {
      n = channel.read(in);
    } catch (IOException e) {
      throw gone(e);
    }
    in.limit(Math.max(limit, in.position())).position(position);
    return n >= 0;
  }

  private void makeRoom() throws IOException {
    if (in.limit() < in.capacity()) {
      return;
    }
    if (in.position() > 0) {
      in.compact().flip();
      return;
    }
    if (in.capacity() >= LINE_BYTES_MAX) {
      throw new IOException("a line of the daemon is longer than " + LINE_BYTES_MAX + " bytes");
    }
    in = ByteBuffer.allocate(in.capacity() * 2).put(in).flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
