package dev.unwait.json;

import java.io.IOException;

/// Says where a JSON text or value is not what it should be: a pointer to the fault and the reason.
///
/// It carries no stack trace, for it is about outside input and is thrown on paths that are hot.
public final class JsonException extends IOException {
  private static final long serialVersionUID = 1;

  private final String path;
  private final String why;

  public JsonException(String why) {
    this("", why);
  }

  /// @param path a JSON pointer; empty for the whole value
  /// @param why what is wrong there, such as `must be a string`
  public JsonException(String path, String why) {
    super(why);
    this.path = path;
    this.why = why;
  }

  @Override
  public String getMessage() {
    return path.isEmpty() ? why : path + ": " + why;
  }

  public String path() {
    return path;
  }

  public String why() {
    return why;
  }

  /// The same fault seen from one level further out.
  public JsonException under(String name) {
    return new JsonException("/" + JsonPointer.escape(name) + path, why);
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
