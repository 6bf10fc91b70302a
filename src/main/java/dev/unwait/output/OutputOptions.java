package dev.unwait.output;

/// How much of what commands print is kept, in bytes.
///
/// @param memoryEach an output up to this size stays in memory
/// @param memoryTotal all outputs in memory together; the oldest go first
/// @param each one output; beyond it the first half and a rolling second half are kept
/// @param total all outputs on disk together, compressed; the oldest go first
/// @param lineMax the longest line that a page shows; the rest of it is cut off and said to be
public record OutputOptions(int memoryEach, long memoryTotal, long each, long total, int lineMax) {
  public static final OutputOptions DEFAULTS =
      new OutputOptions(64 << 10, 64L << 20, 64L << 20, 1L << 30, 8 << 10);

  public OutputOptions {
    if (memoryEach < 1 || memoryTotal < memoryEach || each < memoryEach || total < 1) {
      throw new IllegalArgumentException("output bounds must be positive and not contradict");
    }
    if (lineMax < 1) {
      throw new IllegalArgumentException("a line must be allowed at least one byte");
    }
  }
}
