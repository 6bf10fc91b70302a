package dev.unwait.output;

/// Some lines of an output on disk.
///
/// @param length their bytes before compression
/// @param segment the number of the file that they are in
/// @param offset where in the file their compressed bytes begin
/// @param packed how many compressed bytes
record Chunk(long firstLine, int lines, int length, int segment, long offset, int packed) {}
