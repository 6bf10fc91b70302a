package dev.unwait.workspace;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;

/// {@link WorkspaceFaults} for each call.
@NullMarked
@Isolated
@Tag("soak")
class WorkspaceFaultsSoakIT extends WorkspaceFaults {
  @Override
  int step() {
    return 1;
  }
}
