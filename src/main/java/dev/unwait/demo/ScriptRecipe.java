package dev.unwait.demo;

import dev.unwait.demo.Recipe.Attempt;
import dev.unwait.demo.Recipe.Ending;
import java.util.List;

/// Gives any repository a small shell library, for those in which nothing else can be built without
/// its dependencies.
final class ScriptRecipe {
  static final String FILE = "unwait-demo/middle.sh";
  static final String ANCHOR = "# The middle one of three numbers.\n";
  private static final String TEST =
      """
      . unwait-demo/middle.sh
      for a in {-3..3}; do for b in {-3..3}; do for c in {-3..3}; do
        expected=$(printf '%s\\n' $a $b $c | sort -n | sed -n 2p)
        middle_of $a $b $c
        if [ "$middle" != "$expected" ]; then
          echo "middle_of $a $b $c is $middle, expected $expected" >&2
          exit 1
        fi
      done; done; done
      echo "middle_of is right for all triples"
      """;

  private ScriptRecipe() {}

  static Recipe make() {
    return new Recipe(
        "write a shell function middle_of",
        FILE,
        ANCHOR,
        "unwait-demo/test.sh",
        TEST,
        "bash -n " + FILE,
        "bash unwait-demo/test.sh",
        List.of(
            new Attempt(
                "a bracket forgotten",
                "middle_of() {\n  middle=$(($1 + \n}\n",
                Ending.DOES_NOT_BUILD),
            new Attempt("the mean instead", function("($1 + $2 + $3) / 3"), Ending.FAILS_ITS_TEST),
            new Attempt("the second one", function("$2"), Ending.FAILS_ITS_TEST),
            new Attempt(
                "two bounds",
                """
                middle_of() {
                  local low=$1 high=$2
                  (($1 > $2)) && low=$2 high=$1
                  middle=$3
                  (($3 < low)) && middle=$low
                  (($3 > high)) && middle=$high
                  return 0
                }
                """,
                Ending.PASSES)));
  }

  private static String function(String expression) {
    return "middle_of() {\n  middle=$((" + expression + "))\n}\n";
  }
}
