package dev.unwait.overlay;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Finds out by trying which back ends this machine allows, and opens the best one.
public final class Backends {
  private static final String LAYERS = "layers";
  private static final String PROBES = "probe";

  private Backends() {}

  /// Tries one kind after the other in a folder of the home that is removed again, and opens the
  /// first that works on the home's layers.
  public static Choice choose(Linux linux, Path home) throws IOException {
    return choose(linux, home, EnumSet.allOf(Backend.Kind.class));
  }

  /// As {@link #choose(Linux, Path)}, among some kinds only.
  public static Choice choose(Linux linux, Path home, Set<Backend.Kind> allowed)
      throws IOException {
    var trial = new Trial(linux, home.resolve(PROBES));
    var probes = new ArrayList<Probe>();
    for (var kind : Backend.Kind.values()) {
      if (allowed.contains(kind)) {
        var probe = trial.run(kind);
        probes.add(probe);
        if (probe.works()) {
          return new Choice(open(linux, home, kind), probes);
        }
      }
    }
    throw RefusalException.unsupported(
        "choose a way to make branches in " + home,
        "none of them works: " + probes,
        "See `unwait doctor`");
  }

  /// Tries every kind, beside a back end that may be open on the home's layers.
  public static List<Probe> probe(Linux linux, Path home) throws IOException {
    var trial = new Trial(linux, home.resolve(PROBES));
    var probes = new ArrayList<Probe>();
    for (var kind : Backend.Kind.values()) {
      probes.add(trial.run(kind));
    }
    return probes;
  }

  /// Opens a back end of this kind on the layers of a home, whether or not it works there.
  public static Backend open(Linux linux, Path home, Backend.Kind kind) throws IOException {
    Files.createDirectories(home);
    return create(linux, home.resolve(LAYERS), kind);
  }

  static Backend create(Linux linux, Path layers, Backend.Kind kind) throws IOException {
    return switch (kind) {
      case OVERLAY -> new OverlayBackend(linux, layers, false);
      case OVERLAY_ROOTLESS -> new OverlayBackend(linux, layers, true);
      case REFLINK, COPY -> new CopyBackend(linux, layers, kind);
    };
  }
}
