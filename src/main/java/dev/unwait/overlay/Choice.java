package dev.unwait.overlay;

import java.util.List;

/// The back end that was chosen, and the probes that led to it, in the order of the kinds.
public record Choice(Backend backend, List<Probe> probes) {
  public Choice {
    probes = List.copyOf(probes);
  }
}
