package dev.unwait.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.Errno;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import dev.unwait.overlay.Backend.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class BackendsIT {
  @TempDir Path home;

  @Test
  void theBestThatWorksIsChosenAndEveryKindCanBeTried() throws IOException {
    var choice = Backends.choose(Linux.real(), home);
    try (var backend = choice.backend()) {
      var expected = Trial.inUserNamespace() ? Kind.OVERLAY_ROOTLESS : Kind.OVERLAY;
      assertThat(backend.kind()).isEqualTo(expected);
      assertThat(Backends.probe(Linux.real(), home))
          .extracting(Probe::kind)
          .containsExactly(Kind.values());
      assertThat(choice.probes()).allSatisfy(probe -> assertThat(probe.note()).isNotEmpty());
      assertThat(backend.directory(new LayerId(1)).toString()).startsWith(home.toString());
      assertThat(home.resolve("probe")).doesNotExist();
    }
  }

  @Test
  void oneKindCanBeAskedFor() throws IOException {
    var choice = Backends.choose(Linux.real(), home, EnumSet.of(Kind.COPY));
    try (var backend = choice.backend()) {
      assertThat(backend.kind()).isEqualTo(Kind.COPY);
      assertThat(choice.probes()).extracting(Probe::kind).containsExactly(Kind.COPY);
    }
  }

  @Test
  void whatTheKernelRefusesIsReplacedAndTheReasonSaid() throws IOException {
    var overlay = Trial.inUserNamespace() ? Kind.OVERLAY_ROOTLESS : Kind.OVERLAY;
    var noOverlay =
        Linux.with(call -> {
          if (call.equals("fsopen")) {
            throw new SystemCallException("fsopen overlay", Errno.ENODEV);
          }
        });
    var choice = Backends.choose(noOverlay, home, EnumSet.of(overlay, Kind.COPY));
    try (var backend = choice.backend()) {
      assertThat(backend.kind()).isEqualTo(Kind.COPY);
      assertThat(choice.probes())
          .filteredOn(probe -> probe.kind() == overlay)
          .singleElement()
          .returns(false, Probe::works)
          .satisfies(probe -> assertThat(probe.note()).contains("ENODEV"));
    }
  }

  @Test
  void whereNothingWorksItIsRefused() {
    var nothing =
        Linux.with(call -> {
          throw new SystemCallException(call, Errno.ENOSYS);
        });
    assertThatThrownBy(() -> Backends.choose(nothing, home))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("ENOSYS");
  }

  @Test
  void whatAProbeLeftBehindDoesNoHarm() throws IOException {
    Files.createDirectories(home.resolve("probe/overlay/1/tree/x"));
    Files.createDirectories(home.resolve("probe/copy/1/tree/x"));
    try (var backend = Backends.choose(Linux.real(), home).backend()) {
      assertThat(backend.layered()).isTrue();
      backend.delete(List.of());
    }
    assertThat(home.resolve("probe")).doesNotExist();
  }
}
