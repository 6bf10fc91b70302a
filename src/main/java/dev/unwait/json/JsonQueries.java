package dev.unwait.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What every JSON value can be asked.
///
/// It stands apart from {@link Json} for one reason: an interface that has such methods is
/// initialised together with each class that implements it, and {@link Json} holds constants of
/// those classes; two threads that began at either end would wait for each other for ever.
public sealed interface JsonQueries permits Json {
  /// The value as compact text.
  default String write() {
    return new String(toBytes(), StandardCharsets.UTF_8);
  }

  /// The value as compact UTF-8; half surrogate pairs come out as U+FFFD.
  default byte[] toBytes() {
    var buffer = new JsonBuffer();
    buffer.value((Json) this);
    return buffer.toBytes();
  }

  /// The member of that name; empty where this is no object or has no such member.
  default Optional<Json> get(String name) {
    return Optional.ofNullable(member(name));
  }

  /// The same as {@link #get} without a wrapper, for hot paths.
  default @Nullable Json member(String name) {
    return this instanceof Json.Members(var values) ? values.get(name) : null;
  }

  /// The text of the member of that name; empty where there is none or it is no string.
  default Optional<String> text(String name) {
    return member(name) instanceof Json.Text(var value) ? Optional.of(value) : Optional.empty();
  }

  /// The whole number of the member of that name; empty where there is none or it is none.
  default Optional<Long> whole(String name) {
    return member(name) instanceof Json.Whole(var value) ? Optional.of(value) : Optional.empty();
  }

  /// The items of the member of that name; empty where there is none or it is no array.
  default List<Json> items(String name) {
    return member(name) instanceof Json.Items(var values) ? values : List.of();
  }

  /// What a JSON pointer (RFC 6901) leads to; empty where it leads nowhere.
  default Optional<Json> at(String pointer) {
    return JsonPointer.follow((Json) this, pointer);
  }

  /// What sort of value this is, for messages: `a string`.
  default String sort() {
    return switch ((Json) this) {
      case Json.Null _ -> "null";
      case Json.Truth _ -> "a boolean";
      case Json.Whole _, Json.Huge _ -> "an integer";
      case Json.Real _ -> "a number";
      case Json.Text _ -> "a string";
      case Json.Items _ -> "an array";
      case Json.Members _ -> "an object";
    };
  }
}
