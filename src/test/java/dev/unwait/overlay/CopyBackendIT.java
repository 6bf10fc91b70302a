package dev.unwait.overlay;

import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/// Whole copies.
@NullMarked
class CopyBackendIT extends BackendSuite {
  @Override
  Backend create(Linux linux, Path layers) throws IOException {
    return new CopyBackend(linux, layers, Backend.Kind.COPY);
  }
}
