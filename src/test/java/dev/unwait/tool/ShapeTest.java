package dev.unwait.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class ShapeTest {
  private static final Shape<Change> CHANGE = Shape.of(Change.class);

  enum Scope {
    AFFECTED,
    ALL_OF_IT
  }

  sealed interface Edit {
    record Replace(
        String path, String old, String new_, @Doc(value = "", byDefault = "false") boolean all)
        implements Edit {}

    record Write(String path, String content) implements Edit {}

    record Rename(String path, String renameTo) implements Edit {}
  }

  record Change(
      @Doc("which branch") String branch,
      @Doc(value = "", min = 1, max = 3) List<Edit> edits,
      @Nullable String ifSha256,
      @Doc(value = "", byDefault = "affected") Scope scope,
      @Doc(value = "", byDefault = "7", min = 0, max = 9) int count,
      @Nullable Long limit,
      Optional<Double> ratio,
      @Doc(value = "", byDefault = "{}") Map<String, Integer> sizes,
      @Nullable Json extra) {}

  @Test
  void theSchemaIsStrictAndTerse() {
    assertThat(CHANGE.inputSchema().write())
        .isEqualTo(
            """
            {"type":"object","properties":{\
            "branch":{"type":"string","description":"which branch"},\
            "edits":{"type":"array","items":{"oneOf":[\
            {"type":"object","properties":{"path":{"type":"string"},"old":{"type":"string"},\
            "new":{"type":"string"},"all":{"type":"boolean","default":false}},\
            "required":["path","old","new"],"additionalProperties":false},\
            {"type":"object","properties":{"path":{"type":"string"},"content":{"type":"string"}},\
            "required":["path","content"],"additionalProperties":false},\
            {"type":"object","properties":{"path":{"type":"string"},"rename_to":{"type":"string"}},\
            "required":["path","rename_to"],"additionalProperties":false}]},\
            "minItems":1,"maxItems":3},\
            "if_sha256":{"type":"string"},\
            "scope":{"type":"string","enum":["affected","all_of_it"],"default":"affected"},\
            "count":{"type":"integer","minimum":0,"maximum":9,"default":7},\
            "limit":{"type":"integer"},\
            "ratio":{"type":"number"},\
            "sizes":{"type":"object","additionalProperties":{"type":"integer"},"default":{}},\
            "extra":{}},\
            "required":["branch","edits"],"additionalProperties":false}\
            """);
  }

  @Test
  void whatIsLeftOutTakesItsDefault() throws JsonException {
    var change = decode("{'branch':'b','edits':[{'path':'p','old':'a','new':'c'}],'limit':null}");

    assertThat(change)
        .isEqualTo(
            new Change(
                "b",
                List.of(new Edit.Replace("p", "a", "c", false)),
                null,
                Scope.AFFECTED,
                7,
                null,
                Optional.empty(),
                Map.of(),
                null));
    assertThat(CHANGE.encode(change).write())
        .isEqualTo(
            quoted(
                "{'branch':'b','edits':[{'path':'p','old':'a','new':'c','all':false}],"
                    + "'scope':'affected','count':7,'sizes':{}}"));
  }

  @Test
  void everyFaultNamesItsPlace() {
    refused("[]", "must be an object, not an array");
    refused("{'edits':[]}", "/branch: is missing");
    refused("{'branch':1}", "/branch: must be a string, not an integer");
    refused("{'branch':'b','edits':[]}", "/edits: must have 1 to 3 items, not 0");
    refused("{'branch':'b','edits':{}}", "/edits: must be an array, not an object");
    refused(ok("'count':10"), "/count: must be 0 to 9, not 10");
    refused(ok("'count':1.5"), "/count: must be an integer, not a number");
    refused(ok("'count':4294967296"), "/count: must be 0 to 9, not 4294967296");
    refused(ok("'limit':99999999999999999999"), "/limit: is out of range");
    refused(
        ok("'scope':'afected'"),
        "/scope: must be one of affected, all_of_it, not \"afected\"; did you mean \"affected\"?");
    refused(ok("'sizes':{'a/b':'x'}"), "/sizes/a~1b: must be an integer, not a string");
    refused(ok("'brnch':1"), "/brnch: is not known here; did you mean \"branch\"?");
    refused(ok("'ifSha256':''"), "/ifSha256: is not known here; did you mean \"if_sha256\"?");
    refused(
        "{'branch':'b','edits':[{'path':'p','content':''},{'path':2,'content':''}]}",
        "/edits/1/path: must be a string, not an integer");
    refused(
        "{'branch':'b','edits':[{'path':'p','old':'x'}]}",
        "/edits/0/new: is missing (this is one of {path, old, new, all?} or {path, content} or"
            + " {path, rename_to})");
  }

  @Test
  void recordsWithoutAJsonFormAreRefusedAtOnce() {
    record Recursive(List<Recursive> inner) {}
    record Odd(Thread thread) {}
    record Misfit(@Doc(value = "", byDefault = "x") int number) {}

    assertThatThrownBy(() -> Shape.of(Recursive.class)).hasMessageContaining("contains itself");
    assertThatThrownBy(() -> Shape.of(Odd.class)).hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> Shape.of(Misfit.class)).hasMessageContaining("is not JSON");
  }

  @Test
  void aConstructorThatRefusesSpeaksToTheCaller() {
    @SuppressWarnings("UnusedMethod") // It is called by reflection.
    record Even(int number) {
      Even {
        if (number % 2 != 0) {
          throw new IllegalArgumentException("number must be even");
        }
      }
    }

    assertThatThrownBy(() -> Shape.of(Even.class).decode(Json.parse("{\"number\":3}")))
        .isInstanceOf(JsonException.class)
        .hasMessage("number must be even");
  }

  private static String ok(String member) {
    return "{'branch':'b','edits':[{'path':'p','content':''}]," + member + "}";
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() -> decode(json)).isInstanceOf(JsonException.class).hasMessage(message);
  }

  private static Change decode(String json) throws JsonException {
    return CHANGE.decode(Json.parse(quoted(json)));
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }
}
