package dev.unwait.output;

import java.util.List;

/// Lines of an output.
///
/// @param lines their text, without line ends; bytes that are not UTF-8 show as U+FFFD
/// @param numbers the number of each line, from 0
/// @param next the line to ask for next
/// @param total the lines there are so far, counting a last one that has no end yet
/// @param done whether no more can come
/// @param exit the exit code, once the command has ended; null before, and where it has none
/// @param notes what is not as it was printed: lines dropped for the bound, cut off, not UTF-8
public record Page(
    List<String> lines,
    List<Long> numbers,
    long next,
    long total,
    boolean done,
    @org.jspecify.annotations.Nullable Integer exit,
    List<String> notes) {
  public Page {
    lines = List.copyOf(lines);
    numbers = List.copyOf(numbers);
    notes = List.copyOf(notes);
  }
}
