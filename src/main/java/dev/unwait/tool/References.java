package dev.unwait.tool;

import dev.unwait.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Puts earlier results of a batch in the place of references such as `{"$ref": "0#/a/b"}`.
final class References {
  private static final Pattern FORM = Pattern.compile("(\\d{1,4})#(.*)", Pattern.DOTALL);

  private final List<BatchTool.Result> earlier;

  References(List<BatchTool.Result> earlier) {
    this.earlier = earlier;
  }

  /// A reference that leads nowhere.
  static final class Dangling extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    Dangling(String reference, String why) {
      super(why);
      this.why = "the reference \"" + NearMiss.shorten(reference) + "\" " + why;
    }

    String why() {
      return why;
    }
  }

  Json resolve(Json json) throws Dangling {
    return switch (json) {
      case Json.Members members -> members(members);
      case Json.Items(var values) -> {
        var resolved = new ArrayList<Json>(values.size());
        for (var value : values) {
          resolved.add(resolve(value));
        }
        yield Json.array(resolved);
      }
      case Json.Null _, Json.Truth _, Json.Whole _, Json.Huge _, Json.Real _, Json.Text _ -> json;
    };
  }

  /// Only an object that holds nothing but a `$ref` of this form is a reference: a JSON schema's
  /// own `#/...` is left alone.
  private Json members(Json.Members members) throws Dangling {
    var values = members.values();
    if (values.size() == 1 && values.get("$ref") instanceof Json.Text(var reference)) {
      var form = FORM.matcher(reference);
      if (form.matches()) {
        return follow(reference, Integer.parseInt(form.group(1)), form.group(2));
      }
    }
    var resolved = Json.object();
    for (var member : values.entrySet()) {
      resolved.put(member.getKey(), resolve(member.getValue()));
    }
    return resolved.build();
  }

  private Json follow(String reference, int index, String pointer) throws Dangling {
    if (index >= earlier.size()) {
      throw new Dangling(reference, "is to a call that has not run");
    }
    var result = earlier.get(index).result();
    if (result == null) {
      throw new Dangling(reference, "is to a call that failed");
    }
    var found = result.at(pointer);
    if (found.isEmpty()) {
      throw new Dangling(reference, "leads nowhere in that result");
    }
    return found.get();
  }
}
