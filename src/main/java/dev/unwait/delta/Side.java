package dev.unwait.delta;

import java.nio.file.Path;
import java.util.List;

/// One of two trees that are compared.
///
/// @param root a descriptor of the tree's root directory, as it is seen
/// @param layers the raw directories of its layers, top first, the base included; empty if it has
///   none that are known, so that all of it has to be looked at
public record Side(int root, List<Path> layers) {
  public Side {
    layers = List.copyOf(layers);
  }
}
