package dev.unwait.store;

/// What an acknowledged batch survives.
public enum Durability {
  /// It is in the write-ahead log: it survives the end of the process, `kill -9` included, but not
  /// the loss of power.
  LOGGED,
  /// It is on the disk as well: it survives the loss of power.
  SYNCED
}
