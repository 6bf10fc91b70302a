package dev.unwait.branch;

import java.util.List;

/// A working tree that was imported.
///
/// @param path where the live tree of the user is, and where branches appear in sandboxes
/// @param origin the layers that show the live tree as it was last read, top first
/// @param manifest the number of the manifest that stamps the live tree as it was last read
public record Project(ProjectName name, String path, List<LayerId> origin, long manifest) {
  public Project {
    origin = List.copyOf(origin);
  }

  /// The project after its live tree was read again.
  public Project read(List<LayerId> layers, long newManifest) {
    return new Project(name, path, layers, newManifest);
  }

  public BranchRef trunk() {
    return new BranchRef(name, BranchName.MAIN);
  }
}
