package dev.unwait.http;

import dev.unwait.json.Json;

/// A request that is turned away before any tool or protocol sees it.
final class Denial extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String why;

  Denial(int status, String why) {
    super(why);
    this.status = status;
    this.why = why;
  }

  int status() {
    return status;
  }

  Json body() {
    return Json.object().put("error", Json.object().put("why", why).build()).build();
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
