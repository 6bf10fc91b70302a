package dev.unwait.tool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class CatalogueTest {
  record Figure(int value) {}

  @FunctionalInterface
  interface Body {
    Figure call(Figure input, Call call) throws IOException, InterruptedException;
  }

  @Test
  void everyFailureBecomesAnAnswer() {
    assertThat(
            kind((_, _) -> {
              throw RefusalException.conflict("a", "b", "c");
            }))
        .isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(
            kind((_, _) -> {
              throw new IOException("the disk is gone");
            }))
        .isEqualTo(Refusal.Kind.FAILED);
    assertThat(
            kind((_, _) -> {
              throw new IllegalStateException("a bug");
            }))
        .isEqualTo(Refusal.Kind.FAILED);
    assertThat(
            kind((_, _) -> {
              throw new InterruptedException();
            }))
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
  }

  @Test
  void aBugIsNotTold() {
    var answer =
        invoke(
            "n",
            (_, _) -> {
              throw new IllegalStateException("secret");
            });

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(answer.toString()).doesNotContain("secret").contains("internal error ");
  }

  @Test
  void anErrorIsFourWords() {
    var refused =
        (Answer.Refused)
            invoke(
                "n",
                (_, _) -> {
                  throw RefusalException.limit("do n", "it is full", "");
                });

    assertThat(refused.error().write())
        .isEqualTo("{\"kind\":\"limit\",\"attempted\":\"do n\",\"why\":\"it is full\"}");
  }

  @Test
  void peoplesToolsAreNotForAgents() {
    var catalogue =
        Catalogue.of(
            List.of(
                tool("a", ToolSpec.Audience.AGENTS, (n, _) -> n),
                tool("p", ToolSpec.Audience.PEOPLE, (n, _) -> n)));

    assertThat(catalogue.entries()).extracting(CatalogueEntry::name).containsExactly("a", "p");
    assertThat(catalogue.entries(ToolSpec.Audience.AGENTS))
        .extracting(CatalogueEntry::name)
        .containsExactly("a");
    assertThat(catalogue.find("p", ToolSpec.Audience.AGENTS)).isNull();
    assertThat(catalogue.find("p", ToolSpec.Audience.PEOPLE)).isNotNull();
  }

  @Test
  void aNameIsTakenOnce() {
    var tool = tool("a", ToolSpec.Audience.AGENTS, (n, _) -> n);

    assertThatThrownBy(() -> Catalogue.of(List.of(tool, tool))).hasMessageContaining("called a");
  }

  @Test
  void aBatchStopsAtTheFirstErrorUnlessToldOtherwise() throws JsonException {
    var calls =
        "'calls':[{'tool':'n','arguments':{'value':1}},{'tool':'n'},{'tool':'n','arguments':{'value':{'$ref':'0#/value'}}}]";

    assertThat(batch("{" + calls + "}").items("results")).hasSize(2);
    var all = batch("{" + calls + ",'stop_on_error':false}").items("results");
    assertThat(all).hasSize(3);
    assertThat(all.get(2).at("/result/value")).contains(Json.of(3));
  }

  @Test
  void aBatchReachesNoToolsOfPeopleAndIsBounded() throws JsonException {
    assertThat(
            batch("{'calls':[{'tool':'p','arguments':{'value':1}}]}").at("/results/0/error/kind"))
        .contains(Json.of("missing"));
    var many = String.join(",", IntStream.range(0, 101).mapToObj(_ -> "{'tool':'n'}").toList());
    assertThatThrownBy(() -> batch("{'calls':[" + many + "]}"))
        .hasMessageContaining("/calls: must have 1 to 100 items, not 101");
  }

  @Test
  void referencesToWhatIsNotThereAreRefused() throws JsonException {
    for (var reference : List.of("1#/value", "0#/nothing", "9#")) {
      var results =
          batch(
                  "{'calls':[{'tool':'n','arguments':{'value':1}},"
                      + "{'tool':'n','arguments':{'value':{'$ref':'"
                      + reference
                      + "'}}}]}")
              .items("results");
      assertThat(results.get(1).at("/error/kind")).as(reference).contains(Json.of("invalid"));
    }
  }

  private static Json batch(String arguments) throws JsonException {
    var catalogue =
        Catalogue.of(
                List.of(
                    tool("n", ToolSpec.Audience.AGENTS, (n, _) -> new Figure(n.value + 1)),
                    tool("p", ToolSpec.Audience.PEOPLE, (n, _) -> n)))
            .withBatch();
    var entry = catalogue.find("batch");
    var answer =
        requireNonNull(entry)
            .invoke(Json.parse(arguments.replace('\'', '"')), call(new ArrayList<>()));
    return switch (answer) {
      case Answer.Done(var result) -> result;
      case Answer.Refused(var refusal) -> throw new JsonException(refusal.message());
    };
  }

  private static Refusal.Kind kind(Body body) {
    return ((Answer.Refused) invoke("n", body)).refusal().kind();
  }

  private static Answer invoke(String name, Body body) {
    var entry =
        Catalogue.of(List.of(tool(name, ToolSpec.Audience.AGENTS, body))).entries().getFirst();
    return entry.invoke(Json.object().put("value", 1).build(), call(new ArrayList<>()));
  }

  private static Call call(List<String> heard) {
    return ServedCall.start(
        CallObserver.NONE, "n", "test", null, System.nanoTime(), (_, _, m) -> heard.add(m));
  }

  private static Tool<Figure, Figure> tool(String name, ToolSpec.Audience audience, Body body) {
    var spec =
        new ToolSpec<>(
            name, "Does.", Figure.class, Figure.class, ToolSpec.Effect.READS, audience, List.of());
    return new Tool<>() {
      @Override
      public ToolSpec<Figure, Figure> spec() {
        return spec;
      }

      @Override
      public Figure call(Figure input, Call call) throws IOException, InterruptedException {
        return body.call(input, call);
      }
    };
  }
}
