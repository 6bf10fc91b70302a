package dev.unwait.json;

import static dev.unwait.testing.Seeds.forEachSeed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class JsonTest {
  @Test
  void valuesComeBackAsTheyWere() {
    forEachSeed(random -> {
      var json = random(random, 5);

      assertThat(Json.parse(json.toBytes())).isEqualTo(json);
      assertThat(Json.parse(json.write())).isEqualTo(json);
      assertThat(json.write().getBytes(UTF_8)).isEqualTo(json.toBytes());
    });
  }

  @Test
  void everyPointerLeadsToItsValue() {
    forEachSeed(random -> {
      var json = random(random, 5);
      walk(json, json, "");
    });
  }

  @Test
  void theOrderOfMembersIsKept() throws JsonException {
    var text = "{\"b\":1,\"a\":2,\"j\":3,\"c\":4,\"i\":5,\"d\":6,\"h\":7,\"e\":8,\"g\":9,\"f\":10}";

    assertThat(Json.parse(text).write()).isEqualTo(text);
    assertThat(Json.parse(text).get("f")).contains(Json.of(10));
    assertThat(Json.parse(text).get("k")).isEmpty();
  }

  @Test
  void equalObjectsAreEqualInAnyOrder() throws JsonException {
    var one = Json.parse("{\"a\":1,\"b\":[true,null]}");
    var other = Json.parse("{\"b\":[true,null],\"a\":1}");

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
  }

  @Test
  void whatIsNotJsonIsRefused() {
    refused("", "there is nothing in it");
    refused("{", "is not JSON");
    refused("nul", "is not JSON");
    refused("NaN", "is not JSON");
    refused("01", "is not JSON");
    refused("+1", "is not JSON");
    refused(".5", "is not JSON");
    refused("'a'", "is not JSON");
    refused("[1,]", "is not JSON");
    refused("{\"a\":1,}", "is not JSON");
    refused("/* */ 1", "is not JSON");
    refused("1 2", "something follows the value");
    refused("\"a\nb\"", "is not JSON");
    refused("1e999", "is a number out of range");
    refused("{\"a\":1,\"a\":2}", "has the member \"a\" twice");
    refused("{\"x\":[0,{\"b\":1,\"b\":2}]}", "/x/1: has the member \"b\" twice");
    refused("{\"a\":1," + "\"n\":0,".repeat(20) + "\"z\":1}", "has the member \"n\" twice");
    assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'}))
        .isInstanceOf(JsonException.class);
    // UTF-16 is not guessed.
    assertThatThrownBy(() -> Json.parse(new byte[] {0, '1', 0, '2'}))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void everythingHasABound() throws JsonException {
    refused("[".repeat(65) + "]".repeat(65), "is not JSON");
    assertThat(Json.parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(Json.Items.class);
    refused("1".repeat(101), "is not JSON");
    assertThat(Json.parse("1".repeat(100)))
        .isEqualTo(new Json.Huge(new BigInteger("1".repeat(100))));
    refused("{\"" + "n".repeat(5000) + "\":1}", "is not JSON");
    var limits = new Limits(100, 3, 10, 10, 10);
    assertThatThrownBy(() -> Json.parse(new byte[101], 0, 101, limits))
        .hasMessage("is larger than 100 bytes");
    assertThatThrownBy(() -> Json.parse("\"12345678901\"".getBytes(UTF_8), 0, 13, limits))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.parse("[[[[]]]]".getBytes(UTF_8), 0, 8, limits))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void halfSurrogatePairsAreReplacedInWriting() throws JsonException {
    assertThat(Json.of("a\ud800b").write()).isEqualTo("\"a\ufffdb\"");
    assertThat(Json.of("\udc00").write()).isEqualTo("\"\ufffd\"");
    assertThat(Json.of("x\ud83d").write()).isEqualTo("\"x\ufffd\"");
    assertThat(Json.of("\ud83d\ude00").write()).isEqualTo("\"\ud83d\ude00\"");
    assertThat(Json.parse("\"\\ud800\"").write()).isEqualTo("\"\ufffd\"");
    // Names are keys: half a pair in one is refused, for two such might be written alike.
    refused("{\"\\ud800\":1}", "is not JSON");
  }

  @Test
  void numbersAreWrittenAsTheyAre() throws JsonException {
    assertThat(Json.of(Long.MIN_VALUE).write()).isEqualTo("-9223372036854775808");
    assertThat(Json.of(-10).write()).isEqualTo("-10");
    assertThat(Json.of(0).write()).isEqualTo("0");
    assertThat(Json.of(0.5).write()).isEqualTo("0.5");
    assertThat(Json.of(Double.NaN)).isEqualTo(Json.NULL);
    assertThat(Json.parse("9223372036854775808").write()).isEqualTo("9223372036854775808");
    assertThat(Json.parse("5.0")).isEqualTo(Json.of(5.0));
  }

  @Test
  void pointersThatLeadNowhereFindNothing() throws JsonException {
    var json = Json.parse("{\"a\":[1,2],\"\":3}");

    assertThat(json.at("")).contains(json);
    assertThat(json.at("/")).contains(Json.of(3));
    for (var pointer :
        List.of("a", "/a/2", "/a/-", "/a/01", "/a/+1", "/a/x", "/a/0/0", "/b", "/a/99999999999")) {
      assertThat(json.at(pointer)).as(pointer).isEmpty();
    }
  }

  @Test
  void aBufferQuotesWhatItHolds() throws JsonException {
    forEachSeed(random -> {
      var json = random(random, 4);
      var buffer = new JsonBuffer();
      buffer.value(json);
      int end = buffer.size();
      buffer.quoted(0, end);
      var quoted = Json.parse(buffer.array(), end, buffer.size() - end, Limits.DEFAULTS);

      assertThat(quoted).isEqualTo(Json.of(json.write()));
    });
  }

  private static void walk(Json root, Json at, String pointer) {
    assertThat(root.at(pointer)).contains(at);
    if (at instanceof Json.Members(var values)) {
      values.forEach((name, value) ->
          walk(root, value, pointer + "/" + name.replace("~", "~0").replace("/", "~1")));
    } else if (at instanceof Json.Items(var values)) {
      for (int i = 0; i < values.size(); i++) {
        walk(root, values.get(i), pointer + "/" + i);
      }
    }
  }

  private static Json random(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> Json.NULL;
      case 1 -> Json.of(random.nextBoolean());
      case 2 -> Json.of(random.nextLong() >> random.nextInt(64));
      case 3 -> Json.of((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-300, 300)));
      case 4 -> new Json.Huge(BigInteger.TWO.pow(64 + random.nextInt(100)).negate());
      case 5, 6 -> Json.of(text(random));
      case 7 -> {
        var items = new ArrayList<Json>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
          items.add(random(random, depth - 1));
        }
        yield Json.array(items);
      }
      default -> {
        Map<String, Json> members = new LinkedHashMap<>();
        int size = random.nextInt(14);
        for (int i = 0; i < size; i++) {
          members.put(text(random), random(random, depth - 1));
        }
        yield new Json.Members(members);
      }
    };
  }

  /// Whole characters of every length in UTF-8, and those that need an escape.
  private static String text(RandomGenerator random) {
    var text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append("\"\\/~\u007f".charAt(random.nextInt(5)));
        case 2 -> text.append((char) random.nextInt(0x80, 0x800));
        case 3 -> text.append((char) random.nextInt(0x800, 0xd800));
        case 4 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
        default -> text.append((char) random.nextInt(0x20, 0x7f));
      }
    }
    return text.toString();
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Json.parse(text))
        .as(text.substring(0, Math.min(40, text.length())))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining(message);
  }
}
