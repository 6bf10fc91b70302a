package dev.unwait.clock;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/// Spans for tests.
@NullMarked
final class Spans {
  private static final List<String> NAMES =
      List.of("", "a", "fix-1", "\"\\\n\u0001é😀", "x".repeat(200));

  private Spans() {}

  static Span at(long startMicros) {
    return new Span(
        7, new Trace(1, 2, 0), "agent", "main", "run", startMicros, 1, 2, 3, Outcome.OK, 4);
  }

  static Span random(RandomGenerator random) {
    return new Span(
        Trace.identity(random),
        new Trace(random.nextLong(), 1 + random.nextLong(5), random.nextLong(3)),
        pick(random, NAMES),
        pick(random, NAMES),
        pick(random, List.of("run", "read", "kv")),
        random.nextLong(1_000_000),
        random.nextLong(1000),
        random.nextLong(1L << random.nextInt(1, 20)),
        random.nextLong(1L << random.nextInt(1, 40)),
        pick(random, List.of(Outcome.values())),
        random.nextLong(1L << random.nextInt(1, 40)));
  }

  private static <T> T pick(RandomGenerator random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
