package dev.unwait.http;

import dev.unwait.mcp.McpServer;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The open HTTP door; closing it lets running calls finish within their grace.
public final class HttpDoor implements Closeable {
  /// Jetty's own words, of which an operator needs none below a warning; held, for loggers that
  /// nobody holds forget their level.
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private static final int PLATFORM_THREADS_MAX = 16;
  private static final int SELECTORS = 1;

  private final Server server;
  private final ServerConnector connector;
  private final DoorHandler handler;
  private final HttpOptions options;
  private final Thread pulse;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  // Guarded by the lock.
  private boolean closed;

  private HttpDoor(
      Server server, ServerConnector connector, DoorHandler handler, HttpOptions options) {
    this.server = server;
    this.connector = connector;
    this.handler = handler;
    this.options = options;
    this.pulse = Thread.ofVirtual().name("http-pulse").unstarted(this::pulse);
  }

  /// Opens the door.
  ///
  /// @throws IOException where the address cannot be had
  public static HttpDoor open(
      McpServer mcp, Catalogue catalogue, CallObserver observer, HttpOptions options)
      throws IOException {
    JETTY.setLevel(Level.WARNING);
    var threads = new QueuedThreadPool(PLATFORM_THREADS_MAX);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    var server = new Server(threads);
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    var connector =
        new ServerConnector(server, 0, SELECTORS, new HttpConnectionFactory(configuration));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.idle().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(options.connectionsMax(), connector));
    server.setStopTimeout(options.grace().toMillis());
    var handler =
        new DoorHandler(
            new McpEndpoint(mcp, options),
            new ToolsEndpoint(catalogue, observer, options),
            options);
    server.setHandler(handler);
    server.setErrorHandler((_, response, callback) -> {
      response.getHeaders().put("Content-Type", "application/json");
      callback.succeeded();
      return true;
    });
    var door = new HttpDoor(server, connector, handler, options);
    door.start();
    return door;
  }

  public int port() {
    return connector.getLocalPort();
  }

  /// Where it is, such as `http://127.0.0.1:8080`.
  public URI uri() {
    return URI.create("http://" + options.host() + ":" + port());
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      handler.drain(options.grace());
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IOException("close the HTTP door at " + uri() + " failed: " + e.getMessage(), e);
    }
  }

  private void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      var where = options.host() + ":" + options.port();
      throw new IOException("open the HTTP door at " + where + " failed: " + e.getMessage(), e);
    }
    pulse.start();
  }

  /// Looks at all replies now and then; each beats on a thread of its own, for a client that does
  /// not read blocks it.
  private void pulse() {
    lock.lock();
    try {
      while (!closed) {
        closing.awaitNanos(options.patience().toNanos());
        for (var reply : handler.replies()) {
          Thread.ofVirtual().start(() -> reply.pulse(options.patience().toNanos()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
