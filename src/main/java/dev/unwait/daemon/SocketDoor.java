package dev.unwait.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The Unix socket: takes connections, reads their hello, and hands them to a session.
final class SocketDoor implements Closeable {
  /// What a connection says of itself in its first line.
  ///
  /// @param door `cli` or `mcp`
  /// @param folder absolute; empty if none was given
  record Hello(String door, String agent, String folder, boolean imports) {}

  /// Serves a connection until it ends.
  @FunctionalInterface
  interface Sessions {
    void serve(Hello hello, InputStream in, OutputStream out) throws IOException;
  }

  private static final Logger LOG = System.getLogger(SocketDoor.class.getName());
  private static final int BACKLOG = 128;
  private static final int HELLO_BYTES_MAX = 16 << 10;
  private static final int PROTOCOL = 1;

  private final Path path;
  private final ServerSocketChannel server;
  private final Sessions sessions;
  private final Json greeting;
  private final int connectionsMax;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  private SocketDoor(
      Path path, ServerSocketChannel server, Sessions sessions, Json greeting, int connectionsMax) {
    this.path = path;
    this.server = server;
    this.sessions = sessions;
    this.greeting = greeting;
    this.connectionsMax = connectionsMax;
  }

  /// Opens the door, for the owner of the home only.
  static SocketDoor open(Path path, String version, int connectionsMax, Sessions sessions)
      throws IOException {
    Files.deleteIfExists(path); // Of a daemon that was killed: its lock was free.
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    var greeting =
        Json.object()
            .put("unwait", PROTOCOL)
            .put("version", version)
            .put("pid", ProcessHandle.current().pid())
            .build();
    var door = new SocketDoor(path, server, sessions, greeting, connectionsMax);
    Thread.ofPlatform().name("socket-door").daemon(true).start(door::accept);
    return door;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().name("connection").start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a connection could not be taken", e);
        java.util.concurrent.locks.LockSupport.parkNanos(
            10_000_000); // Out of descriptors, perhaps.
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      var in = Channels.newInputStream(connection);
      var out = Channels.newOutputStream(connection);
      var hello = hello(in, out);
      if (hello != null) {
        sessions.serve(hello, in, out);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection broke", e);
    } finally {
      connections.remove(connection);
    }
  }

  private @org.jspecify.annotations.Nullable Hello hello(InputStream in, OutputStream out)
      throws IOException {
    try {
      if (connections.size() > connectionsMax) {
        throw new JsonException("", "the daemon serves " + connectionsMax + " connections already");
      }
      var hello = understood(Json.parse(line(in)));
      out.write((greeting.write() + "\n").getBytes(UTF_8));
      return hello;
    } catch (JsonException e) {
      var error = Json.object().put("message", "no greeting: " + e.getMessage()).build();
      out.write((Json.object().put("error", error).build().write() + "\n").getBytes(UTF_8));
      return null;
    }
  }

  private static Hello understood(Json hello) throws JsonException {
    if (hello.whole("unwait").orElse(-1L) != PROTOCOL) {
      throw new JsonException("/unwait", "must be " + PROTOCOL + ", the version of the protocol");
    }
    var door = hello.text("door").orElse("");
    if (!door.equals("cli") && !door.equals("mcp")) {
      throw new JsonException("/door", "must be cli or mcp");
    }
    var folder = hello.text("cwd").orElse("");
    if (!folder.isEmpty() && !folder.startsWith("/")) {
      throw new JsonException("/cwd", "must be an absolute path");
    }
    boolean imports = !(hello.member("import") instanceof Json.Truth(var allowed)) || allowed;
    return new Hello(door, hello.text("agent").orElse(door), folder, imports);
  }

  private static byte[] line(InputStream in) throws IOException, JsonException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("a connection ended before its hello");
      }
      line.write(b);
      if (line.size() > HELLO_BYTES_MAX) {
        throw new JsonException("", "the first line is too long");
      }
    }
    return line.toByteArray();
  }

  int connections() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    for (var connection : connections) {
      connection.close();
    }
  }
}
