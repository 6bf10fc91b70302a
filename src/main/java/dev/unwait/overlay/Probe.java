package dev.unwait.overlay;

/// What came of trying one kind of back end at start.
///
/// @param note why it does not work, or what is to be known where it does; one sentence or more
public record Probe(Backend.Kind kind, boolean works, String note) {}
