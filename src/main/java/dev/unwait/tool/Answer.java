package dev.unwait.tool;

import dev.unwait.base.Refusal;
import dev.unwait.json.Json;
import java.util.Locale;

/// What came of a call: the tool's result, or a structured no. Every door gives the same.
public sealed interface Answer {
  /// The tool's whole output.
  record Done(Json result) implements Answer {}

  /// Why there is none.
  record Refused(Refusal refusal) implements Answer {
    /// `{kind, attempted, why, next}`, the kind in lower case, an empty `next` left out.
    public Json error() {
      var next = refusal.next();
      return Json.object()
          .put("kind", refusal.kind().name().toLowerCase(Locale.ROOT))
          .put("attempted", refusal.attempted())
          .put("why", refusal.why())
          .put("next", next.isEmpty() ? null : next)
          .build();
    }
  }
}
