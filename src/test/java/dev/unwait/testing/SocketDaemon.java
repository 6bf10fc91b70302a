package dev.unwait.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.json.Json;
import dev.unwait.mcp.McpOptions;
import dev.unwait.mcp.McpServer;
import dev.unwait.mcp.McpSession;
import dev.unwait.mcp.ServerIdentity;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/// A daemon's socket without a daemon behind it: greets, then serves the given tools.
@NullMarked
public final class SocketDaemon implements Closeable {
  private static final long WAIT_SECONDS_MAX = 20;

  private final ServerSocketChannel server;
  private final McpServer tools;
  private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Json> hellos = new LinkedBlockingQueue<>();

  private SocketDaemon(ServerSocketChannel server, McpServer tools) {
    this.server = server;
    this.tools = tools;
  }

  /// @param home where the file `socket` is made
  public static SocketDaemon start(Path home, List<? extends Tool<?, ?>> tools) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(home.resolve("socket")));
    var daemon =
        new SocketDaemon(
            server,
            McpServer.of(
                Catalogue.of(tools),
                new ServerIdentity("test", "1", ""),
                CallObserver.NONE,
                ToolSpec.Audience.PEOPLE));
    Thread.ofPlatform().daemon().name("socket-daemon").start(daemon::accept);
    return daemon;
  }

  /// The next hello that a client said.
  public Json hello() throws InterruptedException {
    Json hello = hellos.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    if (hello == null) {
      throw new AssertionError("no client came");
    }
    return hello;
  }

  /// Breaks all connections, as a daemon does that is killed.
  public void die() throws IOException {
    server.close();
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        connections.add(connection);
        Thread.ofPlatform().daemon().name("socket-session").start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: this is how it ends.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      var in = Channels.newInputStream(connection);
      var out = Channels.newOutputStream(connection);
      hellos.add(Json.parse(line(in)));
      out.write(
          Json.object()
              .put("unwait", 1)
              .put("version", "test")
              .put("pid", ProcessHandle.current().pid())
              .build()
              .toBytes());
      out.write('\n');
      McpSession.serve(tools, McpOptions.DEFAULTS, in, out);
    } catch (IOException e) {
      // The client went away, or the test let this daemon die.
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    die();
  }
}
