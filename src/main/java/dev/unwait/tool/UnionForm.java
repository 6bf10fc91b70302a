package dev.unwait.tool;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.json.ObjectBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A sealed interface of records: one of several objects, told apart by their properties.
record UnionForm(List<RecordForm> variants, Map<Class<?>, RecordForm> byClass) implements Form {
  public UnionForm {
    variants = List.copyOf(variants);
    byClass = new HashMap<>(byClass);
  }

  @Override
  public ObjectBuilder schema(Side side) {
    return Json.object()
        .put(
            "oneOf",
            variants.stream().map(variant -> (Json) variant.schema(side).build()).toList());
  }

  /// The first variant that fits; where none does, the nearest one says why.
  @Override
  public Object decode(Json json) throws JsonException {
    if (!(json instanceof Json.Members(var members))) {
      throw Form.mustBe("an object", json);
    }
    RecordForm nearest = variants.getFirst();
    int least = Integer.MAX_VALUE;
    for (var variant : variants) {
      int faults = faults(variant, members);
      if (faults == 0) {
        return variant.decode(json);
      }
      if (faults < least) {
        least = faults;
        nearest = variant;
      }
    }
    try {
      nearest.decode(json);
    } catch (JsonException e) {
      throw new JsonException(e.path(), e.why() + " (this is one of " + outlines() + ")");
    }
    throw new IllegalStateException("a variant that did not fit was decoded");
  }

  @Override
  public Json encode(Object value) {
    var variant = byClass.get(value.getClass());
    if (variant == null) {
      throw new IllegalArgumentException(value.getClass() + " is no part of this union");
    }
    return variant.encode(value);
  }

  private static int faults(RecordForm variant, Map<String, Json> members) {
    int faults = 0;
    int present = 0;
    for (var part : variant.parts()) {
      var member = members.get(part.name());
      if (member != null) {
        present++;
      }
      if (part.required() && (member == null || member instanceof Json.Null)) {
        faults++;
      }
    }
    return faults + members.size() - present;
  }

  private String outlines() {
    return variants.stream().map(RecordForm::outline).collect(Collectors.joining(" or "));
  }
}
