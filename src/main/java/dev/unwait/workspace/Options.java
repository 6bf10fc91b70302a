package dev.unwait.workspace;

/// The bounds of a workspace.
///
/// @param branchesMax how many branches there may be
/// @param openTreesMax how many trees may be open at once; each holds one descriptor
/// @param forksMax how many branches one fork may make
/// @param depthMax how many layers may lie beneath a branch; the kernel's own bound is 500
/// @param spareTrees how many trees are kept ready above the layers that were forked last
/// @param compactDepth from how many layers on a branch is compacted in the background
/// @param lockMillis how long a call waits for a branch that is in exclusive use
/// @param patchBytesMax how many characters a patch has at most
public record Options(
    int branchesMax,
    int openTreesMax,
    int forksMax,
    int depthMax,
    int spareTrees,
    int compactDepth,
    long lockMillis,
    int patchBytesMax) {
  public static final Options DEFAULT =
      new Options(20_000, 4_096, 1_000, 480, 0, 32, 10_000, 16 << 20);
}
