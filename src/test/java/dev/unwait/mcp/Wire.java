package dev.unwait.mcp;

import dev.unwait.json.Json;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/// A raw client at a session over a real Unix socket.
@NullMarked
final class Wire implements Closeable {
  private final Path folder;
  private final SocketChannel client;
  private final BufferedReader lines;
  private final Thread serving;

  Wire(McpServer server, McpOptions options) throws IOException {
    folder = Files.createTempDirectory("wire");
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(address);
      client = SocketChannel.open(address);
      var accepted = listening.accept();
      serving = Thread.ofVirtual().start(() -> serve(server, options, accepted));
    }
    lines =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
  }

  private static void serve(McpServer server, McpOptions options, SocketChannel accepted) {
    try (accepted) {
      McpSession.serve(
          server, options, Channels.newInputStream(accepted), Channels.newOutputStream(accepted));
    } catch (IOException e) {
      throw new AssertionError("serving failed", e);
    }
  }

  void send(String line) throws IOException {
    sendRaw((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void sendRaw(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }

  Json receive() throws IOException {
    var line = lines.readLine();
    if (line == null) {
      throw new AssertionError("the server closed the connection");
    }
    return Json.parse(line);
  }

  Json ask(String line) throws IOException {
    send(line);
    return receive();
  }

  /// Says that nothing more comes, and waits until the server has ended.
  void finish() throws IOException, InterruptedException {
    client.shutdownOutput();
    serving.join();
  }

  boolean isAtEnd() throws IOException {
    return lines.readLine() == null;
  }

  @Override
  public void close() throws IOException {
    client.close();
    Files.deleteIfExists(folder.resolve("s"));
    Files.deleteIfExists(folder);
  }
}
