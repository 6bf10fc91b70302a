package dev.unwait.base;

import java.io.IOException;

/// Carries a {@link Refusal} to the edge, where it is turned into an answer once.
public final class RefusalException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public RefusalException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  public RefusalException(Refusal refusal, Throwable cause) {
    super(refusal.message(), cause);
    this.refusal = refusal;
  }

  public static RefusalException invalid(String attempted, String why, String next) {
    return new RefusalException(new Refusal(Refusal.Kind.INVALID, attempted, why, next));
  }

  public static RefusalException missing(String attempted, String why, String next) {
    return new RefusalException(new Refusal(Refusal.Kind.MISSING, attempted, why, next));
  }

  public static RefusalException conflict(String attempted, String why, String next) {
    return new RefusalException(new Refusal(Refusal.Kind.CONFLICT, attempted, why, next));
  }

  public static RefusalException limit(String attempted, String why, String next) {
    return new RefusalException(new Refusal(Refusal.Kind.LIMIT, attempted, why, next));
  }

  public static RefusalException unsupported(String attempted, String why, String next) {
    return new RefusalException(new Refusal(Refusal.Kind.UNSUPPORTED, attempted, why, next));
  }

  public static RefusalException unavailable(String attempted, String why, String next) {
    return new RefusalException(new Refusal(Refusal.Kind.UNAVAILABLE, attempted, why, next));
  }

  public Refusal refusal() {
    return refusal;
  }
}
