package dev.unwait.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.NullMarked;

/// Reads any bytes: they are refused, or what is written of them can be read and stays the same.
@NullMarked
class JsonFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void whatIsReadComesBack(byte[] bytes) throws JsonException {
    Json json;
    try {
      json = Json.parse(bytes);
    } catch (JsonException e) {
      assertThat(e.why()).isNotBlank();
      return;
    }

    byte[] written = json.toBytes();

    assertThat(Json.parse(written).toBytes()).isEqualTo(written);
  }
}
