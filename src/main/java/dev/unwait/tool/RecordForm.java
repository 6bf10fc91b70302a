package dev.unwait.tool;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.json.ObjectBuilder;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A record as a JSON object.
///
/// @param name the record's name, for messages
/// @param description what {@link Doc} says on the type; empty where it says nothing
/// @param maker the canonical constructor: takes an `Object[]`, gives an `Object`
record RecordForm(String name, String description, List<Part> parts, MethodHandle maker)
    implements Form {

  /// One component.
  ///
  /// @param reader the accessor: takes an `Object`, gives an `Object`
  /// @param absent the value of a component that was left out: decoded already, null for null
  /// @param byDefault the default as it stands in the schema
  /// @param wrapped whether the component is an `Optional`
  record Part(
      String name,
      Form form,
      String description,
      boolean required,
      boolean wrapped,
      @Nullable Json byDefault,
      @Nullable Object absent,
      MethodHandle reader) {}

  @Override
  public ObjectBuilder schema(Side side) {
    var properties = Json.object();
    for (var part : parts) {
      var schema = part.form.schema(side);
      if (!part.description.isEmpty()) {
        schema.put("description", part.description);
      }
      if (side == Side.INPUT) {
        schema.put("default", part.byDefault);
      }
      properties.put(part.name, schema.build());
    }
    var schema = Json.object().put("type", "object");
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    schema.put("properties", properties.build());
    var required = required(side);
    if (!required.isEmpty()) {
      schema.put("required", Json.strings(required));
    }
    if (side == Side.INPUT) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  @Override
  public Object decode(Json json) throws JsonException {
    if (!(json instanceof Json.Members(var members))) {
      throw Form.mustBe("an object", json);
    }
    var arguments = new @Nullable Object[parts.size()];
    int present = 0;
    for (int i = 0; i < arguments.length; i++) {
      var part = parts.get(i);
      var value = members.get(part.name);
      if (value != null) {
        present++;
      }
      arguments[i] = decode(part, value);
    }
    if (present != members.size()) {
      throw unknown(members);
    }
    return make(arguments);
  }

  @Override
  public Json encode(Object value) {
    var encoded = Json.object();
    for (var part : parts) {
      var read = read(part, value);
      if (read != null) {
        encoded.put(part.name, part.form.encode(read));
      }
    }
    return encoded.build();
  }

  List<Property> properties() {
    return parts.stream()
        .map(part ->
            new Property(
                part.name,
                part.form.sort(),
                part.description,
                part.required,
                part.byDefault,
                part.form.choices()))
        .toList();
  }

  Set<String> names() {
    return parts.stream().map(Part::name).collect(Collectors.toUnmodifiableSet());
  }

  /// The names that must be there; on the way out a default is always filled in.
  List<String> required(Side side) {
    return parts.stream()
        .filter(part -> part.required || (side == Side.OUTPUT && part.byDefault != null))
        .map(Part::name)
        .toList();
  }

  /// How it is written in messages: `{path, old, new, all?}`.
  String outline() {
    return parts.stream()
        .map(part -> part.required ? part.name : part.name + "?")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private @Nullable Object decode(Part part, @Nullable Json value) throws JsonException {
    if (value == null || (value instanceof Json.Null && !(part.form instanceof FreeForm))) {
      if (part.required) {
        throw new JsonException("/" + part.name, "is missing");
      }
      return part.absent;
    }
    try {
      var decoded = part.form.decode(value);
      return part.wrapped ? Optional.of(decoded) : decoded;
    } catch (JsonException e) {
      throw e.under(part.name);
    }
  }

  private JsonException unknown(Map<String, Json> members) {
    var known = names();
    var strangers = new ArrayList<>(members.keySet());
    strangers.removeAll(known);
    var stranger = strangers.getFirst();
    var near = NearMiss.hint(stranger, known);
    return new JsonException(
            "is not known here" + (near.isEmpty() ? "; there are " + outline() : near))
        .under(NearMiss.shorten(stranger));
  }

  private Object make(@Nullable Object[] arguments) throws JsonException {
    try {
      return (Object) maker.invokeExact(arguments);
    } catch (IllegalArgumentException e) {
      // A compact constructor that refuses its values: its words are for the caller.
      throw new JsonException(e.getMessage() == null ? "is refused" : e.getMessage());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a constructor of " + name + " threw a checked exception", e);
    }
  }

  private static @Nullable Object read(Part part, Object value) {
    Object read;
    try {
      read = (Object) part.reader.invokeExact(value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("an accessor threw a checked exception", e);
    }
    return part.wrapped ? ((Optional<?>) read).orElse(null) : read;
  }
}
