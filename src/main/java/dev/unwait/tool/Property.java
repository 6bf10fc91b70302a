package dev.unwait.tool;

import dev.unwait.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One property of a shape, as command lines and help need it.
///
/// @param name its name on the wire
/// @param sort what it takes
/// @param description from {@link Doc}; empty where there is none
/// @param required whether it must be given
/// @param byDefault the value taken where it is left out; null for none
/// @param choices the names that an enum takes; else empty
public record Property(
    String name,
    Sort sort,
    String description,
    boolean required,
    @Nullable Json byDefault,
    List<String> choices) {

  /// What a property takes.
  public enum Sort {
    TEXT,
    INTEGER,
    NUMBER,
    TRUTH,
    CHOICE,
    /// Texts, each given on its own.
    TEXTS,
    /// Anything else, given as JSON.
    JSON
  }

  public Property {
    choices = List.copyOf(choices);
  }
}
