package dev.unwait.mcp;

import dev.unwait.json.Json;
import java.time.Duration;

/// The methods by which client and server find each other: `initialize`, `server/discover`, `ping`.
final class Lifecycle {
  /// The tools change only with the daemon, but a client may outlive it.
  private static final long TTL_MILLIS = Duration.ofMinutes(5).toMillis();

  private final ServerIdentity identity;
  private final Json capabilities;

  Lifecycle(ServerIdentity identity, Json capabilities) {
    this.identity = identity;
    this.capabilities = capabilities;
  }

  /// Whatever revision a client of the older kind asks for, it is offered the one that is served.
  Json.Members initialize(Exchange exchange) throws RpcException {
    var params = exchange.request().params();
    if (!(params.member("protocolVersion") instanceof Json.Text)) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "\"protocolVersion\" must be a string",
          Json.object().put("supported", Json.strings(Revision.dates())).build());
    }
    exchange
        .peer()
        .initialized(Exchange.agent(params.member("clientInfo"), exchange.peer().agent()));
    return Json.object()
        .put("protocolVersion", Revision.INITIALIZED.date())
        .put("capabilities", capabilities)
        .put("serverInfo", identity.info())
        .put("instructions", identity.instructions())
        .build();
  }

  Json.Members discover(Exchange exchange) throws RpcException {
    demandStateless(exchange);
    return cacheable(
        Json.object()
            .put("supportedVersions", Json.strings(Revision.dates()))
            .put("capabilities", capabilities)
            .put("instructions", identity.instructions())
            .build());
  }

  static Json.Members cacheable(Json.Members result) {
    var hinted = Json.object();
    result.values().forEach(hinted::put);
    return hinted.put("ttlMs", TTL_MILLIS).put("cacheScope", "private").build();
  }

  private static void demandStateless(Exchange exchange) throws RpcException {
    if (exchange.revision() != Revision.STATELESS) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "_meta/" + Exchange.VERSION_KEY + " is missing");
    }
  }
}
