package dev.unwait.clock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Spans that are kept together, as bytes: names once at the front, numbers in as few bytes as they
/// need.
///
/// @param dropped how many spans were lost between the chunk before and this one
record SpanChunk(List<Span> spans, long dropped) {
  private static final byte VERSION = 1;
  private static final int NAME_CHARS_MAX = 256;
  private static final int WHOLE_BYTES_MAX = 10;
  private static final int UTF8_BYTES_MAX = 3; // For each char.
  private static final int HEAD_BYTES_MAX = 1 + 3 * WHOLE_BYTES_MAX;
  private static final int SPAN_BYTES_MAX = 4 * Long.BYTES + 8 * WHOLE_BYTES_MAX + 1;
  private static final int LOW_BITS = 0x7f;
  private static final int MORE = 0x80;

  byte[] encode() {
    var names = new LinkedHashMap<String, Integer>();
    for (Span span : spans) {
      number(names, span.agent());
      number(names, span.branch());
      number(names, span.tool());
    }
    var out = ByteBuffer.allocate(HEAD_BYTES_MAX + bytesMax(names) + spans.size() * SPAN_BYTES_MAX);
    out.put(VERSION);
    whole(out, dropped);
    whole(out, names.size());
    for (String name : names.keySet()) {
      byte[] bytes = name.getBytes(UTF_8);
      whole(out, bytes.length);
      out.put(bytes);
    }
    whole(out, spans.size());
    long before = 0;
    for (Span span : spans) {
      encode(span, before, names, out);
      before = span.startMicros();
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static int number(Map<String, Integer> names, String name) {
    String key = name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
    Integer known = names.putIfAbsent(key, names.size());
    return known == null ? names.size() - 1 : known;
  }

  private static int bytesMax(Map<String, Integer> names) {
    return names.keySet().stream()
        .mapToInt(name -> WHOLE_BYTES_MAX + UTF8_BYTES_MAX * name.length())
        .sum();
  }

  private static void encode(
      Span span, long startBefore, Map<String, Integer> names, ByteBuffer out) {
    out.putLong(span.id());
    out.putLong(span.trace().high());
    out.putLong(span.trace().low());
    out.putLong(span.trace().parent());
    whole(out, number(names, span.agent()));
    whole(out, number(names, span.branch()));
    whole(out, number(names, span.tool()));
    long step = span.startMicros() - startBefore;
    whole(out, (step << 1) ^ (step >> 63)); // Small steps back are small numbers too.
    whole(out, span.queueNanos());
    whole(out, span.overheadNanos());
    whole(out, span.executedNanos());
    out.put(code(span.outcome()));
    whole(out, span.bytesOut());
  }

  static SpanChunk decode(byte[] bytes) throws IOException {
    try {
      var in = ByteBuffer.wrap(bytes);
      byte version = in.get();
      if (version != VERSION) {
        throw new IOException("read spans: they have format " + version + ", not " + VERSION);
      }
      long dropped = whole(in);
      var names = new ArrayList<String>();
      for (long left = whole(in); left > 0; left--) {
        byte[] name = new byte[Math.toIntExact(Math.min(whole(in), in.remaining()))];
        in.get(name);
        names.add(new String(name, UTF_8));
      }
      var spans = new ArrayList<Span>();
      long start = 0;
      for (long left = whole(in); left > 0; left--) {
        var span = decode(in, start, names);
        spans.add(span);
        start = span.startMicros();
      }
      return new SpanChunk(spans, dropped);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("read spans: their bytes are damaged", e);
    }
  }

  private static Span decode(ByteBuffer in, long startBefore, List<String> names) {
    long id = in.getLong();
    var trace = new Trace(in.getLong(), in.getLong(), in.getLong());
    String agent = names.get((int) whole(in));
    String branch = names.get((int) whole(in));
    String tool = names.get((int) whole(in));
    long folded = whole(in);
    long start = startBefore + ((folded >>> 1) ^ -(folded & 1));
    long queue = whole(in);
    long overhead = whole(in);
    long executed = whole(in);
    return new Span(
        id,
        trace,
        agent,
        branch,
        tool,
        start,
        queue,
        overhead,
        executed,
        outcome(in.get()),
        whole(in));
  }

  /// On disk outcomes are numbers, and these stay as they are.
  private static byte code(Outcome outcome) {
    return switch (outcome) {
      case OK -> 0;
      case REFUSED -> 1;
      case FAILED -> 2;
    };
  }

  private static Outcome outcome(byte code) {
    return switch (code) {
      case 0 -> Outcome.OK;
      case 1 -> Outcome.REFUSED;
      case 2 -> Outcome.FAILED;
      default -> throw new IllegalArgumentException("no outcome " + code);
    };
  }

  /// Seven bits in each byte, the lowest first.
  private static void whole(ByteBuffer out, long value) {
    long left = value;
    while ((left & ~LOW_BITS) != 0) {
      out.put((byte) ((left & LOW_BITS) | MORE));
      left >>>= 7;
    }
    out.put((byte) left);
  }

  private static long whole(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & LOW_BITS) << shift;
      if ((next & MORE) == 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }
}
