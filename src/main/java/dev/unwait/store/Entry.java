package dev.unwait.store;

/// A key and its value.
@SuppressWarnings("ArrayRecordComponent") // A carrier of two arrays; nobody compares entries.
public record Entry(byte[] key, byte[] value) {}
