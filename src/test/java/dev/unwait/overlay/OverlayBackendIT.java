package dev.unwait.overlay;

import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/// Overlay mounts: as root of the machine, or of a user namespace where these tests run in one.
@NullMarked
class OverlayBackendIT extends BackendSuite {
  @Override
  Backend create(Linux linux, Path layers) throws IOException {
    return new OverlayBackend(linux, layers, Trial.inUserNamespace());
  }
}
