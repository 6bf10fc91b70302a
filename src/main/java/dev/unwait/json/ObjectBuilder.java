package dev.unwait.json;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a JSON object member by member; a null leaves its member out, a repeated name replaces.
public final class ObjectBuilder {
  private final Map<String, Json> members = new LinkedHashMap<>();

  ObjectBuilder() {}

  public ObjectBuilder put(String name, @Nullable Json value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  public ObjectBuilder put(String name, @Nullable String value) {
    return put(name, value == null ? null : Json.of(value));
  }

  public ObjectBuilder put(String name, long value) {
    return put(name, Json.of(value));
  }

  public ObjectBuilder put(String name, double value) {
    return put(name, Json.of(value));
  }

  public ObjectBuilder put(String name, boolean value) {
    return put(name, Json.of(value));
  }

  public ObjectBuilder put(String name, Collection<? extends Json> values) {
    return put(name, Json.array(values));
  }

  public Json.Members build() {
    return new Json.Members(members);
  }
}
