package dev.unwait.tool;

import java.util.List;

/// What a tool is to those who call it.
///
/// @param name a single verb
/// @param description one or two terse sentences, for a model
/// @param effect what calling it can change
/// @param audience who may call it
/// @param arguments the input components that the command line takes by position, in order
public record ToolSpec<I extends Record, O extends Record>(
    String name,
    String description,
    Class<I> input,
    Class<O> output,
    Effect effect,
    Audience audience,
    List<String> arguments) {

  /// What a call can change.
  public enum Effect {
    READS,
    WRITES,
    DESTROYS
  }

  /// Who may call.
  public enum Audience {
    /// Agents and people.
    AGENTS,
    /// People only: at the command line and the console.
    PEOPLE
  }

  public ToolSpec {
    arguments = List.copyOf(arguments);
  }
}
