package dev.unwait.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What a shell says on its status descriptor.
sealed interface Report {
  /// A bash stands ready; its process number within the sandbox.
  record Ready(int pid) implements Report {}

  /// A command has ended.
  ///
  /// @param micros how long it ran, 0 where bash did not say
  /// @param lost whether its working directory was gone, so that it ran at the branch's root
  /// @param child the last process that bash left in the background, empty if none
  /// @param flags the options of bash that are on, as in `$-`
  record Finished(int exit, long micros, boolean lost, String child, String flags, String cwd)
      implements Report {}

  /// A frame of our own was served.
  record Served() implements Report {}

  /// The working directory that belongs to the state that follows.
  record Where(String cwd) implements Report {}

  /// The state of bash, as text that brings it back.
  record State(String text) implements Report {}

  /// Bash has ended, with this exit code; the keeper waits to start another.
  record Ended(int exit) implements Report {}

  static Report parse(byte[] bytes, int from, int to) {
    String rest = decode(bytes, from + 1, to);
    return switch (bytes[from]) {
      case 'R' -> new Ready(Integer.parseInt(rest));
      case 'S' -> finished(rest);
      case 'I' -> new Served();
      case 'W' -> new Where(rest);
      case 'T' -> new State(rest);
      case 'X' -> new Ended(Integer.parseInt(rest));
      default ->
          throw new IllegalArgumentException("a shell reported " + (char) bytes[from] + rest);
    };
  }

  /// State must come back byte for byte, so what is not UTF-8 is taken as Latin 1 and marked.
  private static String decode(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return dev.unwait.linux.Names.decode(java.util.Arrays.copyOfRange(bytes, from, to));
    }
  }

  private static Finished finished(String text) {
    String[] parts = text.split(" ", 7);
    return new Finished(
        Integer.parseInt(parts[0]),
        Math.max(0, micros(parts[2]) - micros(parts[1])),
        parts[3].equals("1"),
        parts[4],
        parts[5],
        parts[6]);
  }

  /// Seconds with six decimals, whatever the locale puts between.
  private static long micros(String realTime) {
    long micros = 0;
    for (int i = 0; i < realTime.length(); i++) {
      char c = realTime.charAt(i);
      if (c >= '0' && c <= '9') {
        micros = micros * 10 + c - '0';
      }
    }
    return micros;
  }
}
