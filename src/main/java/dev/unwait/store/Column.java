package dev.unwait.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/// The key spaces of a store, each sorted by unsigned bytes.
///
/// A new one is created in existing stores at the next opening; one that is taken away here makes
/// stores that have it refuse to open.
public enum Column {
  /// Logs of events, see {@link EventLog}.
  EVENTS,
  /// What the daemon knows now: projects, branches, layers.
  STATE,
  /// Timed pieces of work.
  SPANS,
  /// Edits that are under way, so that an interrupted one can be finished or undone.
  EDITS,
  /// What commands printed: where it is and how large.
  OUTPUTS,
  /// The shared key-value space of agents.
  KV;

  byte[] nameOnDisk() {
    return name().toLowerCase(Locale.ROOT).getBytes(US_ASCII);
  }
}
