package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.testing.Seeds;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class SpanChunkTest {
  @Test
  void spansSurviveTheRoundTrip() {
    Seeds.forEachSeed(random -> {
      var spans = Stream.generate(() -> Spans.random(random)).limit(random.nextInt(20)).toList();
      var chunk = new SpanChunk(spans, random.nextLong(1000));

      assertThat(SpanChunk.decode(chunk.encode())).isEqualTo(chunk);
    });
  }

  @Test
  void damageIsAnInputOutputErrorAndNothingElse() {
    Seeds.forEachSeed(random -> {
      var spans = Stream.generate(() -> Spans.random(random)).limit(5).toList();
      byte[] bytes = new SpanChunk(spans, 0).encode();
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(1, bytes.length));
      damaged[random.nextInt(damaged.length)] ^= (byte) random.nextInt(1, 256);

      try {
        SpanChunk.decode(damaged);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("spans");
      }
    });
  }

  @Test
  void aFormatOfLaterIsNamed() {
    byte[] bytes = new SpanChunk(List.of(), 0).encode();
    bytes[0] = 9;

    assertThatThrownBy(() -> SpanChunk.decode(bytes)).hasMessageContaining("format 9");
  }

  @Test
  void aSpanNeedsFewBytes() {
    var spans = Stream.iterate(1_700_000_000_000_000L, t -> t + 700).limit(512).map(Spans::at);

    assertThat(new SpanChunk(spans.toList(), 0).encode()).hasSizeLessThan(512 * 48);
  }
}
