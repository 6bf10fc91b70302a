package dev.unwait.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All tools by name, in the order in which they were given: what every door opens on.
public final class Catalogue {
  /// What {@link #withBatch} adds.
  public static final ToolSpec<?, ?> BATCH = BatchTool.SPEC;

  private final Map<String, CatalogueEntry> entries = new LinkedHashMap<>();

  private Catalogue() {}

  /// @throws IllegalArgumentException where two tools share a name or a record has no JSON form
  public static Catalogue of(List<? extends Tool<?, ?>> tools) {
    var catalogue = new Catalogue();
    tools.forEach(catalogue::add);
    return catalogue;
  }

  /// The same tools and `batch`, which calls several of them in one.
  public Catalogue withBatch() {
    var catalogue = new Catalogue();
    catalogue.entries.putAll(entries);
    catalogue.add(new BatchTool(this));
    return catalogue;
  }

  /// The same tools, each call of which goes through something first, such as what one connection
  /// knows of its caller.
  public Catalogue within(Around around) {
    var catalogue = new Catalogue();
    entries.forEach((name, entry) -> catalogue.entries.put(name, entry.within(around)));
    return catalogue;
  }

  public @Nullable CatalogueEntry find(String name) {
    return entries.get(name);
  }

  public List<CatalogueEntry> entries() {
    return List.copyOf(entries.values());
  }

  /// What may be called by those: people may call all.
  public List<CatalogueEntry> entries(ToolSpec.Audience audience) {
    return entries.values().stream().filter(entry -> open(entry, audience)).toList();
  }

  /// The tool of that name if those may call it.
  public @Nullable CatalogueEntry find(String name, ToolSpec.Audience audience) {
    var entry = entries.get(name);
    return entry != null && open(entry, audience) ? entry : null;
  }

  /// `; did you mean "fork"?`, or nothing.
  public String hint(String name) {
    return NearMiss.hint(name, new ArrayList<>(entries.keySet()));
  }

  private static boolean open(CatalogueEntry entry, ToolSpec.Audience audience) {
    return switch (audience) {
      case PEOPLE -> true;
      case AGENTS -> entry.spec().audience() == ToolSpec.Audience.AGENTS;
    };
  }

  private void add(Tool<?, ?> tool) {
    var entry = CatalogueEntry.of(tool);
    if (entries.put(entry.name(), entry) != null) {
      throw new IllegalArgumentException("two tools are called " + entry.name());
    }
  }
}
