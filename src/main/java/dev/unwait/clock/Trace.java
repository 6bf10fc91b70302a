package dev.unwait.clock;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Which trace a call belongs to, and below which span of it, as W3C Trace Context has it.
///
/// @param high the first 8 bytes of the trace's id
/// @param low the other 8; not both halves are 0
/// @param parent the span that caused the call, 0 if none did
public record Trace(long high, long low, long parent) {

  /// Versions after 00 may have more behind the flags.
  private static final Pattern FORM =
      Pattern.compile("(?!ff|00.{54})[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

  private static final int LENGTH_MAX = 512;
  private static final int HALF = 16;
  private static final HexFormat HEX = HexFormat.of();

  public Trace {
    if (high == 0 && low == 0) {
      throw new IllegalArgumentException("a trace has an id");
    }
  }

  /// A trace that begins with this call.
  public static Trace begin(RandomGenerator random) {
    return new Trace(random.nextLong(), identity(random), 0);
  }

  /// An id for a span.
  public static long identity(RandomGenerator random) {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }

  /// The trace that a `traceparent` names; empty if it is malformed, which the standard says to
  /// ignore.
  public static Optional<Trace> parse(String traceparent) {
    if (traceparent.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    var parts = FORM.matcher(traceparent);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long high = HexFormat.fromHexDigitsToLong(parts.group(1), 0, HALF);
    long low = HexFormat.fromHexDigitsToLong(parts.group(1), HALF, 2 * HALF);
    long parent = HexFormat.fromHexDigitsToLong(parts.group(2));
    boolean valid = (high != 0 || low != 0) && parent != 0;
    return valid ? Optional.of(new Trace(high, low, parent)) : Optional.empty();
  }

  /// What a span of this trace hands to those that it calls.
  public String traceparent(long span) {
    return "00-" + id() + "-" + HEX.toHexDigits(span) + "-01";
  }

  /// The id of the trace in 32 hexadecimal digits.
  String id() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }
}
