package dev.unwait.workspace;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.parallel.Isolated;

/// {@link WorkspaceFaults} for some of the calls.
@NullMarked
@Isolated
class WorkspaceFaultsIT extends WorkspaceFaults {
  @Override
  int step() {
    return 5;
  }
}
