package dev.unwait.daemon;

import dev.unwait.client.Home;
import dev.unwait.http.HttpDoor;
import dev.unwait.http.HttpOptions;
import dev.unwait.json.Json;
import dev.unwait.mcp.McpOptions;
import dev.unwait.mcp.McpServer;
import dev.unwait.mcp.McpSession;
import dev.unwait.mcp.ServerIdentity;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.ToolSpec;
import dev.unwait.workspace.Workspace;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The doors of a daemon, all of which open on one catalogue: the Unix socket and HTTP.
final class Doors implements Closeable {
  static final String INSTRUCTIONS =
      """
      Unwait gives you private branches of a working tree. fork makes one in microseconds; work in it \
      with read, edit, search and run (a warm shell that keeps its state); diff shows what changed; \
      commit folds it into its parent; discard throws it away. Try several ways at once in several \
      branches. Put calls that do not wait for each other into one batch.\
      """;

  private static final Logger LOG = System.getLogger(Doors.class.getName());
  private static final int TOKEN_BYTES = 32;
  private static final int SOCKET_PATH_MAX = 100;

  private final Catalogue catalogue;
  private final CallObserver observer;
  private final Workspace workspace;
  private final Consumer<String> imported;
  private final String version;
  private final Path httpFile;
  private final SocketDoor socket;
  private final Beside<HttpDoor> http;

  /// @param imported is told the path of each tree that a connection has imported
  /// @param port of the HTTP door; 0 for any that is free
  Doors(
      Home home,
      Catalogue catalogue,
      CallObserver observer,
      Workspace workspace,
      Consumer<String> imported,
      String version,
      int port,
      int connectionsMax)
      throws IOException {
    this.catalogue = catalogue;
    this.observer = observer;
    this.workspace = workspace;
    this.imported = imported;
    this.version = version;
    httpFile = home.folder().resolve("http.json");
    var token = newToken();
    http = Beside.start("http-opener", () -> openHttp(port, token));
    if (port != 0) {
      http.get(); // Who asks for a port wants to know at once that it cannot be had.
    }
    socket = SocketDoor.open(socketPath(home), version, connectionsMax, this::serve);
  }

  private HttpDoor openHttp(int port, String token) throws IOException {
    try {
      var door =
          HttpDoor.open(
              server(catalogue, ToolSpec.Audience.AGENTS),
              catalogue,
              observer,
              HttpOptions.of(port, token));
      tell(door, token);
      return door;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the HTTP door could not be opened: " + e.getMessage());
      throw e;
    }
  }

  /// In the home; where that path is too long for a socket, in a folder of its own that the file
  /// `socket.path` names.
  private static Path socketPath(Home home) throws IOException {
    var here = home.socket();
    if (here.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_MAX) {
      Files.createDirectories(here.getParent());
      return here;
    }
    var elsewhere = Files.createTempDirectory("unwait-").resolve("socket");
    Files.writeString(home.folder().resolve("socket.path"), elsewhere.toString());
    return elsewhere;
  }

  private static String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  /// Leaves address and token where only the owner of the home can read them.
  private void tell(HttpDoor door, String token) throws IOException {
    Files.deleteIfExists(httpFile);
    Files.createFile(
        httpFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var told =
        Json.object()
            .put("url", door.uri().toString())
            .put("port", door.port())
            .put("token", token)
            .build();
    Files.writeString(httpFile, told.write() + "\n");
  }

  private void serve(SocketDoor.Hello hello, InputStream in, OutputStream out) throws IOException {
    var folder = hello.folder().isEmpty() ? null : Path.of(hello.folder()).normalize();
    boolean agent = hello.door().equals("mcp");
    var audience = agent ? ToolSpec.Audience.AGENTS : ToolSpec.Audience.PEOPLE;
    var located = located(folder, agent && hello.imports());
    McpSession.serve(server(located, audience), McpOptions.DEFAULTS, hello.agent(), in, out);
  }

  private Catalogue located(@Nullable Path folder, boolean imports) {
    return catalogue.within(new Locating(workspace, imported, folder, imports));
  }

  private McpServer server(Catalogue tools, ToolSpec.Audience audience) {
    return McpServer.of(
        tools, new ServerIdentity("unwait", version, INSTRUCTIONS), observer, audience);
  }

  /// Null where the HTTP door could not be opened; the log says why.
  @Nullable String httpAddress() {
    try {
      return http.get().uri().toString();
    } catch (IOException e) {
      return null;
    }
  }

  int connections() {
    return socket.connections();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    if (httpAddress() != null) {
      http.get().close();
    }
    Files.deleteIfExists(httpFile);
  }
}
