package dev.unwait.workspace;

import dev.unwait.overlay.Backend;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As {@link WorkspaceModelIT}, with as many seeds as `-Dseeds=N` says.
@NullMarked
@Tag("soak")
class WorkspaceModelSoakIT {
  private static final int SEEDS = Integer.getInteger("seeds", 200);

  /// Copies and the child JVM take part with a share.
  private static final int SHARE = 5;

  @TempDir Path folder;

  @Test
  void overlaysDoWhatTheModelDoes() throws Exception {
    ModelRun.seeds(folder, ModelRun.overlay(), SEEDS);
  }

  @Test
  void copiesDoWhatTheModelDoes() throws Exception {
    ModelRun.seeds(folder, Backend.Kind.COPY, Math.max(1, SEEDS / SHARE));
  }

  @Test
  void overlaysOfAnOrdinaryUserDoWhatTheModelDoes() throws Exception {
    ModelRun.rootless(folder, Math.max(1, SEEDS / SHARE));
  }
}
