package dev.unwait.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Lets requests in, leads them to their endpoint, and turns what fails into a status: once, here.
final class DoorHandler extends Handler.Abstract {
  private static final Logger LOG = System.getLogger(DoorHandler.class.getName());
  private static final String MCP_PATH = "/mcp";

  private final McpEndpoint mcp;
  private final ToolsEndpoint tools;
  private final Gate gate;
  private final int servedMax;
  private final Semaphore places;
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

  DoorHandler(McpEndpoint mcp, ToolsEndpoint tools, HttpOptions options) {
    this.mcp = mcp;
    this.tools = tools;
    this.gate = new Gate(options);
    this.servedMax = options.servedMax();
    this.places = new Semaphore(servedMax);
  }

  Set<Reply> replies() {
    return mcp.replies();
  }

  /// Takes no more requests, waits for those being served, and interrupts what is left.
  void drain(Duration grace) throws InterruptedException {
    if (places.tryAcquire(servedMax, grace.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    LOG.log(
        Logger.Level.WARNING,
        "Closed the HTTP door on calls that were still running. calls=" + serving.size());
    serving.forEach(Thread::interrupt);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      serve(request, response);
      callback.succeeded();
    } catch (IOException e) {
      // The client is gone, or does not speak HTTP: there is nobody to tell.
      callback.failed(e);
    }
    return true;
  }

  private void serve(Request request, Response response) throws IOException {
    try {
      gate.check(request);
      if (!places.tryAcquire()) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        throw new Denial(503, servedMax + " requests are being served, which is the most");
      }
      serving.add(Thread.currentThread());
      try {
        lead(request, response);
      } finally {
        serving.remove(Thread.currentThread());
        places.release();
      }
    } catch (Denial e) {
      deny(e, response);
    } catch (RuntimeException e) {
      var id = UUID.randomUUID().toString();
      LOG.log(Logger.Level.ERROR, "A request failed by a bug. id=" + id, e);
      if (!response.isCommitted()) {
        Plain.write(response, 500, new Denial(500, "internal error " + id).body());
      }
    }
  }

  private void lead(Request request, Response response) throws Denial, IOException {
    var path = Request.getPathInContext(request);
    if (path.equals(MCP_PATH)) {
      mcp.serve(request, response);
    } else if (path.equals(ToolsEndpoint.PATH) || path.startsWith(ToolsEndpoint.PATH + "/")) {
      tools.serve(path, request, response);
    } else {
      throw new Denial(404, "there is nothing here; try /mcp or /v1/tools");
    }
  }

  /// Whatever of the body was not read is not worth waiting for: the connection ends.
  private static void deny(Denial denial, Response response) throws IOException {
    if (denial.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    Plain.write(response, denial.status(), denial.body());
  }
}
