package dev.unwait.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Reads bytes into a {@link Json} value.
final class JsonReader {
  private static final Limits DEFAULTS = Limits.DEFAULTS;

  /// Kept, for it is dear to make; the size of the whole is checked before it comes to this.
  private static final JsonFactory FACTORY = factory(DEFAULTS);

  private final JsonParser tokens;

  private JsonReader(JsonParser tokens) {
    this.tokens = tokens;
  }

  static Json read(byte[] utf8, int from, int length, Limits limits) throws JsonException {
    if (length > limits.bytesMax()) {
      throw new JsonException("is larger than " + limits.bytesMax() + " bytes");
    }
    var factory =
        limits.withBytesMax(DEFAULTS.bytesMax()).equals(DEFAULTS) ? FACTORY : factory(limits);
    try (var tokens = factory.createParser(ObjectReadContext.empty(), utf8, from, length)) {
      return new JsonReader(tokens).whole();
    } catch (JacksonException e) {
      throw new JsonException(
          "is not JSON" + place(e.getLocation()) + ": " + e.getOriginalMessage());
    }
  }

  private static JsonFactory factory(Limits limits) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(limits.depthMax())
                .maxDocumentLength(limits.bytesMax())
                .maxStringLength(limits.textBytesMax())
                .maxNameLength(limits.nameBytesMax())
                .maxNumberLength(limits.numberLengthMax())
                .build())
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  private Json whole() throws JsonException {
    var first = tokens.nextToken();
    if (first == null) {
      throw new JsonException("is not JSON: there is nothing in it");
    }
    var value = value(first);
    if (tokens.nextToken() != null) {
      throw new JsonException(
          "is not JSON: something follows the value" + place(tokens.currentTokenLocation()));
    }
    return value;
  }

  private Json value(JsonToken token) throws JsonException {
    return switch (token) {
      case START_OBJECT -> members();
      case START_ARRAY -> items();
      case VALUE_STRING -> new Json.Text(tokens.getString());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> real();
      case VALUE_TRUE -> Json.TRUE;
      case VALUE_FALSE -> Json.FALSE;
      case VALUE_NULL -> Json.NULL;
      case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new JsonException("is not JSON: unexpected " + token);
    };
  }

  private Json members() throws JsonException {
    var filling = new MemberMap.Filling();
    String name = tokens.nextName();
    while (name != null) {
      Json value;
      try {
        value = value(tokens.nextToken());
      } catch (JsonException e) {
        throw e.under(name);
      }
      if (!filling.add(name, value)) {
        throw new JsonException("has the member \"" + name + "\" twice");
      }
      name = tokens.nextName();
    }
    return new Json.Members(filling.freeze());
  }

  private Json items() throws JsonException {
    List<Json> values = new ArrayList<>();
    var token = tokens.nextToken();
    while (token != JsonToken.END_ARRAY) {
      try {
        values.add(value(token));
      } catch (JsonException e) {
        throw e.under(Integer.toString(values.size()));
      }
      token = tokens.nextToken();
    }
    return new Json.Items(values);
  }

  private Json integer() {
    return tokens.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? new Json.Huge(tokens.getBigIntegerValue())
        : new Json.Whole(tokens.getLongValue());
  }

  private Json real() throws JsonException {
    double value = tokens.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new JsonException("is a number out of range");
    }
    return new Json.Real(value);
  }

  private static String place(@Nullable TokenStreamLocation at) {
    return at == null || at.getByteOffset() < 0 ? "" : " at byte " + at.getByteOffset();
  }
}
