package dev.unwait.mcp;

import dev.unwait.json.Json;
import org.jspecify.annotations.Nullable;

/// A request that the protocol itself refuses: becomes a JSON-RPC error.
public final class RpcException extends Exception {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;
  public static final int HEADER_MISMATCH = -32020;
  public static final int MISSING_CLIENT_CAPABILITY = -32021;
  public static final int UNSUPPORTED_VERSION = -32022;

  private static final long serialVersionUID = 1;

  private final int code;
  private final String problem;
  private final transient @Nullable Json details;

  public RpcException(int code, String problem) {
    this(code, problem, null);
  }

  public RpcException(int code, String problem, @Nullable Json details) {
    super(problem);
    this.code = code;
    this.problem = problem;
    this.details = details;
  }

  public int code() {
    return code;
  }

  /// `{code, message, data?}`.
  public Json error() {
    return Json.object().put("code", code).put("message", problem).put("data", details).build();
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
