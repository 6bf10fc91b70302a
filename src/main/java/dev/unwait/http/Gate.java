package dev.unwait.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Decides who may come in: by `Host` and `Origin`, against pages that had a name rebound to the
/// loopback, and by bearer token.
final class Gate {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String SCHEME = "bearer ";

  private final Set<String> hosts;
  private final byte @Nullable [] tokenDigest;

  Gate(HttpOptions options) {
    hosts = new HashSet<>(LOOPBACK);
    hosts.addAll(options.hosts());
    tokenDigest = options.token().map(Gate::digest).orElse(null);
  }

  void check(Request request) throws Denial {
    var headers = request.getHeaders();
    var host = headers.get(HttpHeader.HOST);
    if (host == null || !hosts.contains(name(host))) {
      throw new Denial(403, "this host name is not served");
    }
    var origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null && !isServed(origin)) {
      throw new Denial(403, "this origin may not call");
    }
    if (tokenDigest != null && !carriesToken(headers.get(HttpHeader.AUTHORIZATION), tokenDigest)) {
      throw new Denial(401, "a bearer token is required: Authorization: Bearer TOKEN");
    }
  }

  private boolean isServed(String origin) {
    int authority = origin.indexOf("://");
    return authority > 0
        && origin.startsWith("http")
        && hosts.contains(name(origin.substring(authority + 3)));
  }

  /// Compares digests, so that the time taken says nothing of the token or its length.
  private static boolean carriesToken(@Nullable String authorization, byte[] expected) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    var given = authorization.substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(digest(given), expected);
  }

  /// The host's name without its port, lower case.
  private static String name(String host) {
    var lower = host.toLowerCase(Locale.ROOT);
    int end = lower.startsWith("[") ? lower.indexOf(']') + 1 : lower.indexOf(':');
    return end > 0 ? lower.substring(0, end) : lower;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
