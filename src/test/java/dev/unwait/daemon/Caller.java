package dev.unwait.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.NullMarked;

/// One connection to the socket of a daemon.
@NullMarked
final class Caller implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader in;
  private final Json greeting;
  private int id;

  private Caller(SocketChannel channel, String hello) throws IOException {
    this.channel = channel;
    in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
    send(hello);
    greeting = Json.parse(in.readLine());
  }

  static Caller connect(Home home, String door) throws IOException {
    return raw(home, "{\"unwait\":1,\"door\":\"" + door + "\",\"agent\":\"test\",\"cwd\":\"/\"}");
  }

  static Caller raw(Home home, String hello) throws IOException {
    return new Caller(SocketChannel.open(UnixDomainSocketAddress.of(home.socket())), hello);
  }

  Json greeting() {
    return greeting;
  }

  private void send(String line) throws IOException {
    Channels.newOutputStream(channel).write((line + "\n").getBytes(UTF_8));
  }

  Json request(String tool, Json arguments) throws IOException {
    var params = Json.object().put("name", tool).put("arguments", arguments).build();
    send(
        Json.object()
            .put("jsonrpc", "2.0")
            .put("id", ++id)
            .put("method", "tools/call")
            .put("params", params)
            .build()
            .write());
    return Json.parse(in.readLine());
  }

  /// Makes a request whose parameters need not be good JSON.
  Json send(String method, String params) throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + ++id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
    return Json.parse(in.readLine());
  }

  Json call(String tool, Json arguments) throws IOException {
    var response = request(tool, arguments);
    return response
        .at("/result/structuredContent")
        .orElseThrow(() -> new AssertionError(tool + ": " + response.write()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
