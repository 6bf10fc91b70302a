package dev.unwait.overlay;

/// Where a tree is shown: a path inside a mount namespace.
///
/// @param namespace an open descriptor of `/proc/PID/ns/mnt`; owned by whoever made the place
public record Place(int namespace, String path) {}
