package dev.unwait.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.testing.Seeds;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class TraceTest {
  @Test
  void whatIsHandedOnIsUnderstood() {
    Seeds.forEachSeed(random -> {
      var trace = Trace.begin(random);
      long span = Trace.identity(random);

      assertThat(Trace.parse(trace.traceparent(span)))
          .contains(new Trace(trace.high(), trace.low(), span));
    });
  }

  @Test
  void laterVersionsMayHaveMoreBehind() {
    assertThat(Trace.parse("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what"))
        .contains(new Trace(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
      })
  void malformedOnesAreIgnored(String text) {
    assertThat(Trace.parse(text)).isEmpty();
  }
}
