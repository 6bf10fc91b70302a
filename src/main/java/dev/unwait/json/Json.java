package dev.unwait.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// One JSON value, immutable.
///
/// Members of an object keep their order. Whole numbers that fit 64 bits are {@link Whole}, larger
/// ones {@link Huge}, and whatever has a fraction or an exponent is {@link Real}.
public sealed interface Json extends JsonQueries {
  /// The literal `null`.
  record Null() implements Json {
    @Override
    public String toString() {
      return write();
    }
  }

  /// `true` or `false`.
  record Truth(boolean value) implements Json {
    @Override
    public String toString() {
      return write();
    }
  }

  /// A whole number of 64 bits.
  record Whole(long value) implements Json {
    @Override
    public String toString() {
      return write();
    }
  }

  /// A whole number beyond 64 bits.
  record Huge(BigInteger value) implements Json {
    @Override
    public String toString() {
      return write();
    }
  }

  /// A number with a fraction or an exponent; always finite.
  record Real(double value) implements Json {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("JSON has no number for " + value);
      }
    }

    @Override
    public String toString() {
      return write();
    }
  }

  /// A string.
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return write();
    }
  }

  /// An array.
  record Items(List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return write();
    }
  }

  /// An object.
  record Members(Map<String, Json> values) implements Json {
    public Members {
      values = values instanceof MemberMap frozen ? frozen : MemberMap.copyOf(values);
    }

    @Override
    public String toString() {
      return write();
    }
  }

  Json NULL = new Null();
  Json TRUE = new Truth(true);
  Json FALSE = new Truth(false);
  Members EMPTY = new Members(Map.of());

  static Json of(String value) {
    return new Text(value);
  }

  static Json of(long value) {
    return new Whole(value);
  }

  /// A number, or `null` where the value is not finite.
  static Json of(double value) {
    return Double.isFinite(value) ? new Real(value) : NULL;
  }

  static Json of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static Json array(Collection<? extends Json> values) {
    return new Items(new ArrayList<>(values));
  }

  static Json strings(Collection<String> values) {
    return new Items(values.stream().map(Json::of).toList());
  }

  static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  /// Reads one value within {@link Limits#DEFAULTS}.
  static Json parse(byte[] utf8) throws JsonException {
    return parse(utf8, 0, utf8.length, Limits.DEFAULTS);
  }

  /// Reads one value within {@link Limits#DEFAULTS}.
  static Json parse(String text) throws JsonException {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads exactly one value from a range of bytes; duplicate names, trailing text, not-a-numbers
  /// and anything beyond the limits are refused.
  static Json parse(byte[] utf8, int from, int length, Limits limits) throws JsonException {
    return JsonReader.read(utf8, from, length, limits);
  }
}
