package dev.unwait.tool;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// From the bytes of arguments to the record that a tool takes, and from its record back to bytes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullMarked
public class SchemaBenchmark {
  public record Input(String branch, List<Change> edits, @Nullable Map<String, String> ifSha256) {}

  public record Change(
      String path, @Nullable String old, @Nullable String new_, @Nullable Boolean all) {}

  private static final byte[] ARGUMENTS =
      """
      {"branch":"shop/fix-1","edits":[{"path":"src/main/java/shop/Order.java",
       "old":"int total = 0;","new":"long total = 0;"},{"path":"README.md","old":"teh",
       "new":"the","all":true}],"if_sha256":{"README.md":"9f86d081884c7d659a2feaa0c55ad015"}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private static final Shape<Input> SHAPE = Shape.of(Input.class);
  private static final Input RECORD = record();

  private static Input record() {
    try {
      return SHAPE.decode(Json.parse(ARGUMENTS));
    } catch (JsonException e) {
      throw new AssertionError("the arguments fit the shape", e);
    }
  }

  @Benchmark
  public Json parse() throws JsonException {
    return Json.parse(ARGUMENTS);
  }

  @Benchmark
  public Input parseAndDecode() throws JsonException {
    return SHAPE.decode(Json.parse(ARGUMENTS));
  }

  @Benchmark
  public byte[] encodeAndWrite() {
    return SHAPE.encode(RECORD).toBytes();
  }
}
