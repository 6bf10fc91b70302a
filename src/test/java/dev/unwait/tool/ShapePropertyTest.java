package dev.unwait.tool;

import static dev.unwait.testing.Seeds.forEachSeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class ShapePropertyTest {
  private static final Shape<Everything> SHAPE = Shape.of(Everything.class);

  enum Colour {
    RED,
    DARK_BLUE
  }

  sealed interface Figure {
    record Circle(double radius) implements Figure {}

    record Box(int width, int height, @Nullable String label) implements Figure {}

    record Named(String name, List<Long> sizes) implements Figure {}
  }

  record Inner(boolean flag, Colour colour) {}

  record Everything(
      String text,
      int number,
      long bytes,
      double ratio,
      boolean flag,
      Colour colour,
      @Nullable String maybeText,
      @Nullable Integer maybeNumber,
      @Nullable Boolean maybeFlag,
      Optional<Inner> inner,
      List<Figure> figures,
      Map<String, List<Inner>> groups,
      Json free,
      @Doc(value = "", byDefault = "[1, 2]") List<Integer> numbers) {}

  @Test
  void recordsComeBackAsTheyWere() {
    forEachSeed(random -> {
      var value = everything(random);

      assertThat(SHAPE.decode(SHAPE.encode(value))).isEqualTo(value);
      assertThat(SHAPE.decode(Json.parse(SHAPE.encode(value).toBytes()))).isEqualTo(value);
    });
  }

  /// Whatever is changed in a valid input is taken or refused, but never fails otherwise, and what
  /// is taken comes back.
  @Test
  void brokenInputIsRefusedWithAPlace() {
    forEachSeed(random -> {
      var broken = broken(SHAPE.encode(everything(random)), random);
      try {
        var decoded = SHAPE.decode(broken);

        assertThatCode(() -> SHAPE.decode(SHAPE.encode(decoded))).doesNotThrowAnyException();
      } catch (JsonException e) {
        assertThat("/" + e.path()).startsWith(e.path().isEmpty() ? "/" : "//");
        assertThat(e.why()).isNotBlank();
      }
    });
  }

  @Test
  void everyPropertyIsInTheSchema() {
    var properties = SHAPE.inputSchema().at("/properties").orElseThrow();

    forEachSeed(random -> {
      var members = (Json.Members) SHAPE.encode(everything(random));
      assertThat(members.values().keySet()).allMatch(name -> properties.get(name).isPresent());
    });
    assertThat(SHAPE.properties())
        .extracting(Property::name)
        .startsWith("text", "number", "bytes")
        .contains("maybe_text");
  }

  private static Everything everything(RandomGenerator random) {
    return new Everything(
        text(random),
        random.nextInt(),
        random.nextLong(),
        random.nextDouble() * 1e9,
        random.nextBoolean(),
        colour(random),
        maybe(random, () -> text(random)),
        maybe(random, random::nextInt),
        maybe(random, random::nextBoolean),
        random.nextBoolean() ? Optional.of(inner(random)) : Optional.empty(),
        list(random, () -> figure(random)),
        groups(random),
        random.nextBoolean() ? Json.NULL : Json.strings(list(random, () -> text(random))),
        list(random, random::nextInt));
  }

  private static Map<String, List<Inner>> groups(RandomGenerator random) {
    var groups = new LinkedHashMap<String, List<Inner>>();
    int size = random.nextInt(12);
    for (int i = 0; i < size; i++) {
      groups.put(text(random), list(random, () -> inner(random)));
    }
    return groups;
  }

  private static Figure figure(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Figure.Circle(random.nextInt());
      case 1 ->
          new Figure.Box(random.nextInt(), random.nextInt(), maybe(random, () -> text(random)));
      default -> new Figure.Named(text(random), list(random, random::nextLong));
    };
  }

  private static Inner inner(RandomGenerator random) {
    return new Inner(random.nextBoolean(), colour(random));
  }

  private static Colour colour(RandomGenerator random) {
    return random.nextBoolean() ? Colour.RED : Colour.DARK_BLUE;
  }

  private static String text(RandomGenerator random) {
    return random.nextBoolean() ? "" : "t/~\"\n" + random.nextInt(100);
  }

  private static <T> @Nullable T maybe(RandomGenerator random, Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private static <T> List<T> list(RandomGenerator random, Supplier<T> item) {
    var items = new ArrayList<T>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      items.add(item.get());
    }
    return List.copyOf(items);
  }

  /// The same value with one part of it, at any depth, replaced, dropped or added.
  private static Json broken(Json json, RandomGenerator random) {
    if (random.nextInt(6) == 0) {
      return List.of(
              Json.NULL, Json.of(-1), Json.of(0.5), Json.of("x"), Json.EMPTY, Json.array(List.of()))
          .get(random.nextInt(6));
    }
    if (json instanceof Json.Members(var values) && !values.isEmpty()) {
      var members = new LinkedHashMap<>(values);
      var name = new ArrayList<>(values.keySet()).get(random.nextInt(values.size()));
      switch (random.nextInt(4)) {
        case 0 -> members.remove(name);
        case 1 -> members.put(name + "s", Json.TRUE);
        default -> members.computeIfPresent(name, (_, value) -> broken(value, random));
      }
      return new Json.Members(members);
    }
    if (json instanceof Json.Items(var values) && !values.isEmpty()) {
      var items = new ArrayList<>(values);
      int at = random.nextInt(items.size());
      items.set(at, broken(items.get(at), random));
      return Json.array(items);
    }
    return Json.of("broken");
  }
}
