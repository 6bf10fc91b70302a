package dev.unwait.tool;

import static java.util.Objects.requireNonNullElse;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.List;
import java.util.UUID;

/// One tool in the catalogue, with its schemas, ready to be called with JSON.
public final class CatalogueEntry {
  private static final Logger LOG = System.getLogger(CatalogueEntry.class.getName());

  private final Bound<?, ?> bound;
  private final Json inputSchema;
  private final Json outputSchema;

  private final Around around;

  private CatalogueEntry(Bound<?, ?> bound) {
    this.bound = bound;
    this.inputSchema = bound.input.inputSchema();
    this.outputSchema = bound.output.outputSchema();
    this.around = (spec, inner) -> inner.call();
  }

  private CatalogueEntry(CatalogueEntry inner, Around around) {
    this.bound = inner.bound;
    this.inputSchema = inner.inputSchema;
    this.outputSchema = inner.outputSchema;
    this.around = around;
  }

  /// The same tool, whose calls go through something.
  CatalogueEntry within(Around outer) {
    return new CatalogueEntry(this, outer);
  }

  static <I extends Record, O extends Record> CatalogueEntry of(Tool<I, O> tool) {
    var spec = tool.spec();
    return new CatalogueEntry(
        new Bound<>(tool, spec, Shape.of(spec.input()), Shape.of(spec.output())));
  }

  public ToolSpec<?, ?> spec() {
    return bound.spec;
  }

  public String name() {
    return bound.spec.name();
  }

  /// What the tool takes, property by property.
  public List<Property> properties() {
    return bound.input.properties();
  }

  public Json inputSchema() {
    return inputSchema;
  }

  public Json outputSchema() {
    return outputSchema;
  }

  /// Serves one call on this thread. Whatever fails comes back as a refusal: the one place where
  /// exceptions turn into answers. An interrupted call leaves the thread's interrupt flag set.
  public Answer invoke(Json arguments, Call call) {
    try {
      return new Answer.Done(around.call(bound.spec, () -> bound.invoke(arguments, call)));
    } catch (RefusalException e) {
      return new Answer.Refused(e.refusal());
    } catch (IOException e) {
      return refused(Refusal.Kind.FAILED, requireNonNullElse(e.getMessage(), e.toString()), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refused(Refusal.Kind.UNAVAILABLE, "the call was cancelled", "");
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      var id = UUID.randomUUID().toString();
      LOG.log(Logger.Level.ERROR, "A tool failed by a bug. tool=" + name() + " id=" + id, e);
      return refused(
          Refusal.Kind.FAILED, "internal error " + id, "Report it with the daemon's log.");
    }
  }

  private Answer refused(Refusal.Kind kind, String why, String next) {
    return new Answer.Refused(new Refusal(kind, "call " + name(), why, next));
  }

  /// A tool and the shapes of exactly its types.
  private record Bound<I extends Record, O extends Record>(
      Tool<I, O> tool, ToolSpec<I, O> spec, Shape<I> input, Shape<O> output) {

    Json invoke(Json arguments, Call call) throws IOException, InterruptedException {
      return output.encode(tool.call(decode(arguments), call));
    }

    private I decode(Json arguments) throws RefusalException {
      try {
        return input.decode(arguments);
      } catch (JsonException e) {
        throw RefusalException.invalid(
            "call " + spec.name(), e.getMessage(), "Correct the arguments.");
      }
    }
  }
}
