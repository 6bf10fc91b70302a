package dev.unwait.tool;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.json.ObjectBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How values of one Java type look in JSON.
sealed interface Form
    permits Form.TextForm,
        Form.WholeForm,
        Form.RealForm,
        Form.TruthForm,
        Form.ChoiceForm,
        Form.ListForm,
        Form.MapForm,
        Form.FreeForm,
        RecordForm,
        UnionForm {
  /// Which way a schema is for.
  enum Side {
    INPUT,
    OUTPUT
  }

  ObjectBuilder schema(Side side);

  Object decode(Json json) throws JsonException;

  Json encode(Object value);

  default Property.Sort sort() {
    return Property.Sort.JSON;
  }

  default List<String> choices() {
    return List.of();
  }

  static JsonException mustBe(String what, Json found) {
    return new JsonException("must be " + what + ", not " + found.sort());
  }

  /// The bounds that {@link Doc} sets, on a number or on a length.
  record Range(long min, long max) {
    static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

    void check(long value) throws JsonException {
      if (value < min || value > max) {
        throw new JsonException("must be " + words() + ", not " + value);
      }
    }

    void checkSize(int size, String of) throws JsonException {
      if (size < min || size > max) {
        throw new JsonException("must have " + words() + " " + of + ", not " + size);
      }
    }

    ObjectBuilder into(ObjectBuilder schema, String minName, String maxName) {
      if (min != Long.MIN_VALUE) {
        schema.put(minName, min);
      }
      if (max != Long.MAX_VALUE) {
        schema.put(maxName, max);
      }
      return schema;
    }

    private String words() {
      if (min == Long.MIN_VALUE) {
        return "at most " + max;
      }
      return max == Long.MAX_VALUE ? "at least " + min : min + " to " + max;
    }
  }

  /// A string.
  record TextForm(Range length) implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      return length.into(Json.object().put("type", "string"), "minLength", "maxLength");
    }

    @Override
    public Object decode(Json json) throws JsonException {
      if (!(json instanceof Json.Text(var value))) {
        throw mustBe("a string", json);
      }
      length.checkSize(value.length(), "characters");
      return value;
    }

    @Override
    public Json encode(Object value) {
      return Json.of((String) value);
    }

    @Override
    public Property.Sort sort() {
      return Property.Sort.TEXT;
    }
  }

  /// An `int` or a `long`; a number such as `5.0` is whole too, as JSON Schema has it.
  record WholeForm(boolean narrow, Range range) implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      return range.into(Json.object().put("type", "integer"), "minimum", "maximum");
    }

    @Override
    public Object decode(Json json) throws JsonException {
      long value =
          switch (json) {
            case Json.Whole(var whole) -> whole;
            case Json.Real(var real) when real == Math.rint(real) && Math.abs(real) < 1L << 53 ->
                (long) real;
            case Json.Huge _ -> throw new JsonException("is out of range");
            case Json.Null _,
                Json.Truth _,
                Json.Real _,
                Json.Text _,
                Json.Items _,
                Json.Members _ ->
                throw mustBe("an integer", json);
          };
      range.check(value);
      if (!narrow) {
        return value;
      }
      if (value != (int) value) {
        throw new JsonException("is out of range");
      }
      return (int) value;
    }

    @Override
    public Json encode(Object value) {
      return Json.of(((Number) value).longValue());
    }

    @Override
    public Property.Sort sort() {
      return Property.Sort.INTEGER;
    }
  }

  /// A `double`; one that is not finite is written as null.
  record RealForm(Range range) implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      return range.into(Json.object().put("type", "number"), "minimum", "maximum");
    }

    @Override
    public Object decode(Json json) throws JsonException {
      double value =
          switch (json) {
            case Json.Whole(var whole) -> whole;
            case Json.Real(var real) -> real;
            case Json.Huge(var huge) -> huge.doubleValue();
            case Json.Null _, Json.Truth _, Json.Text _, Json.Items _, Json.Members _ ->
                throw mustBe("a number", json);
          };
      if (value < range.min() || value > range.max()) {
        throw new JsonException("must be " + range.words() + ", not " + value);
      }
      return value;
    }

    @Override
    public Json encode(Object value) {
      return Json.of((double) value);
    }

    @Override
    public Property.Sort sort() {
      return Property.Sort.NUMBER;
    }
  }

  /// A boolean.
  record TruthForm() implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      return Json.object().put("type", "boolean");
    }

    @Override
    public Object decode(Json json) throws JsonException {
      if (!(json instanceof Json.Truth(var value))) {
        throw mustBe("a boolean", json);
      }
      return value;
    }

    @Override
    public Json encode(Object value) {
      return Json.of((boolean) value);
    }

    @Override
    public Property.Sort sort() {
      return Property.Sort.TRUTH;
    }
  }

  /// An enum, by the lower-case names of its constants.
  record ChoiceForm(Map<String, Enum<?>> constants) implements Form {
    public ChoiceForm {
      constants = new LinkedHashMap<>(constants);
    }

    @Override
    public ObjectBuilder schema(Side side) {
      // The type says nothing new, but some clients' models are not given an enum without one.
      return Json.object().put("type", "string").put("enum", Json.strings(constants.keySet()));
    }

    @Override
    public Object decode(Json json) throws JsonException {
      if (!(json instanceof Json.Text(var name))) {
        throw mustBe("a string", json);
      }
      var constant = constants.get(name);
      if (constant == null) {
        throw new JsonException(
            "must be one of "
                + String.join(", ", constants.keySet())
                + ", not \""
                + NearMiss.shorten(name)
                + "\""
                + NearMiss.hint(name, constants.keySet()));
      }
      return constant;
    }

    @Override
    public Json encode(Object value) {
      return Json.of(Forms.wireName((Enum<?>) value));
    }

    @Override
    public Property.Sort sort() {
      return Property.Sort.CHOICE;
    }

    @Override
    public List<String> choices() {
      return List.copyOf(constants.keySet());
    }
  }

  /// A list of one form.
  record ListForm(Form item, Range size) implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      var schema = Json.object().put("type", "array").put("items", item.schema(side).build());
      return size.into(schema, "minItems", "maxItems");
    }

    @Override
    public Object decode(Json json) throws JsonException {
      if (!(json instanceof Json.Items(var values))) {
        throw mustBe("an array", json);
      }
      size.checkSize(values.size(), "items");
      var decoded = new ArrayList<Object>(values.size());
      for (var value : values) {
        try {
          decoded.add(item.decode(value));
        } catch (JsonException e) {
          throw e.under(Integer.toString(decoded.size()));
        }
      }
      return List.copyOf(decoded);
    }

    @Override
    public Json encode(Object value) {
      var encoded = new ArrayList<Json>();
      for (Object one : (List<?>) value) {
        encoded.add(item.encode(one));
      }
      return Json.array(encoded);
    }

    @Override
    public Property.Sort sort() {
      return item instanceof TextForm ? Property.Sort.TEXTS : Property.Sort.JSON;
    }
  }

  /// A map from strings to one form, in the order of the wire.
  record MapForm(Form value, Range size) implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      var schema = Json.object().put("type", "object");
      if (!(value instanceof FreeForm)) {
        schema.put("additionalProperties", value.schema(side).build());
      }
      return size.into(schema, "minProperties", "maxProperties");
    }

    @Override
    public Object decode(Json json) throws JsonException {
      if (!(json instanceof Json.Members(var members))) {
        throw mustBe("an object", json);
      }
      size.checkSize(members.size(), "members");
      var decoded = new LinkedHashMap<String, Object>();
      for (var member : members.entrySet()) {
        try {
          decoded.put(member.getKey(), value.decode(member.getValue()));
        } catch (JsonException e) {
          throw e.under(member.getKey());
        }
      }
      return Collections.unmodifiableMap(decoded);
    }

    @Override
    public Json encode(Object map) {
      var encoded = Json.object();
      ((Map<?, ?>) map).forEach((name, one) -> encoded.put((String) name, value.encode(one)));
      return encoded.build();
    }
  }

  /// Any JSON.
  record FreeForm() implements Form {
    @Override
    public ObjectBuilder schema(Side side) {
      return Json.object();
    }

    @Override
    public Object decode(Json json) {
      return json;
    }

    @Override
    public Json encode(Object value) {
      return (Json) value;
    }
  }
}
