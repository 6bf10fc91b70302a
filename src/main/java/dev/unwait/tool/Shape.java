package dev.unwait.tool;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.util.List;

/// The JSON form of a record: its schema, and the way there and back.
///
/// Names are snake case on the wire (`ifSha256` is `if_sha256`; a trailing underscore is dropped,
/// so that `new_` can stand for `new`), enums lower case. A component that is `@Nullable`, an
/// `Optional` or has a default may be left out; absent ones are left out on the way back, empty
/// lists are not. A sealed interface of records is told apart by the properties that are present.
///
/// @param <R> the record
public final class Shape<R extends Record> {
  private final RecordForm form;
  private final Class<R> type;

  private Shape(Class<R> type, RecordForm form) {
    this.type = type;
    this.form = form;
  }

  /// Derives the shape of a record class; costs about a millisecond, so keep it.
  ///
  /// @throws IllegalArgumentException for a component whose type has no JSON form
  public static <R extends Record> Shape<R> of(Class<R> type) {
    return new Shape<>(type, new Forms().ofRecord(type));
  }

  /// The schema (JSON Schema 2020-12) of what is taken: strict, with descriptions and bounds.
  public Json inputSchema() {
    return form.schema(Form.Side.INPUT).build();
  }

  /// The schema of what is given: the same, but open to properties that later versions add.
  public Json outputSchema() {
    return form.schema(Form.Side.OUTPUT).build();
  }

  /// The properties in their order, for command lines and help.
  public List<Property> properties() {
    return form.properties();
  }

  /// Makes the record.
  ///
  /// @throws JsonException with the pointer of the first fault: an unknown or missing property, a
  ///   wrong type, a value out of range
  public R decode(Json json) throws JsonException {
    return type.cast(form.decode(json));
  }

  public Json encode(R value) {
    return form.encode(value);
  }
}
