package dev.unwait.workspace;

import dev.unwait.overlay.Backend;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random sequences of all that can be done to branches, compared with a model after every step, on
/// every back end that this machine has.
@NullMarked
class WorkspaceModelIT {
  private static final int SEEDS = 12;

  @TempDir Path folder;

  @Test
  void overlaysDoWhatTheModelDoes() throws Exception {
    ModelRun.seeds(folder, ModelRun.overlay(), SEEDS);
  }

  @Test
  void copiesDoWhatTheModelDoes() throws Exception {
    ModelRun.seeds(folder, Backend.Kind.COPY, SEEDS / 3);
  }

  @Test
  void overlaysOfAnOrdinaryUserDoWhatTheModelDoes() throws Exception {
    ModelRun.rootless(folder, SEEDS / 3);
  }
}
