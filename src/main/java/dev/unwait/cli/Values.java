package dev.unwait.cli;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.tool.Property;
import java.util.ArrayList;
import java.util.List;

/// Turns what was typed into the JSON that a tool takes.
final class Values {
  private Values() {}

  /// @param texts at least one; a property that takes a single value takes the last
  /// @throws JsonException where a text is no such value
  static Json of(Property property, List<String> texts) throws JsonException {
    String last = texts.getLast();
    return switch (property.sort()) {
      case TEXT -> Json.of(last);
      case INTEGER -> whole(last);
      case NUMBER -> real(last);
      case TRUTH -> truth(last);
      case CHOICE -> choice(last, property.choices());
      case TEXTS -> Json.strings(texts);
      case JSON -> texts.size() == 1 ? free(last) : all(texts);
    };
  }

  private static Json whole(String text) throws JsonException {
    try {
      return Json.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw needed("a whole number", text);
    }
  }

  private static Json real(String text) throws JsonException {
    try {
      return Json.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw needed("a number", text);
    }
  }

  private static Json truth(String text) throws JsonException {
    return switch (text) {
      case "true" -> Json.TRUE;
      case "false" -> Json.FALSE;
      default -> throw needed("true or false", text);
    };
  }

  private static Json choice(String text, List<String> choices) throws JsonException {
    if (!choices.contains(text)) {
      throw needed("one of " + String.join(", ", choices), text);
    }
    return Json.of(text);
  }

  /// Text that looks like JSON must be JSON; any other stands for itself.
  private static Json free(String text) throws JsonException {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
        throw e;
      }
      return Json.of(text);
    }
  }

  private static Json all(List<String> texts) throws JsonException {
    var values = new ArrayList<Json>();
    for (String text : texts) {
      values.add(free(text));
    }
    return Json.array(values);
  }

  private static JsonException needed(String what, String text) {
    return new JsonException(what + " is needed, not \"" + text + "\"");
  }
}
