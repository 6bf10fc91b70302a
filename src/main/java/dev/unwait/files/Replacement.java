package dev.unwait.files;

import dev.unwait.base.RefusalException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Replaces a text in the bytes of a file, which need not be UTF-8 all through.
final class Replacement {
  private static final int LINES_NAMED_MAX = 10;
  private static final int FOUND_MAX = 1_000_000;

  private Replacement() {}

  /// @throws RefusalException if the text is missing, or is not unique and only one was meant
  static byte[] apply(byte[] file, Edit.Replace edit) throws RefusalException {
    String attempted = "replace text in " + edit.path();
    if (edit.old().isEmpty()) {
      throw RefusalException.invalid(
          attempted, "`old` is empty", "Give `content` to write the whole file");
    }
    if (edit.old().equals(edit.replacement())) {
      throw RefusalException.invalid(
          attempted, "`old` and `new` are the same", "Leave this edit out");
    }
    boolean crLf = Text.usesCrLf(file);
    byte[] old = edit.old().getBytes(StandardCharsets.UTF_8);
    List<Integer> found = find(file, old);
    if (found.isEmpty() && crLf && edit.old().indexOf('\n') >= 0) {
      old = Text.withCrLf(edit.old()).getBytes(StandardCharsets.UTF_8);
      found = find(file, old);
    }
    if (found.isEmpty()) {
      throw RefusalException.conflict(
          attempted,
          "`old` is not in the file" + NearText.describe(file, edit.old()),
          "Read the file again and copy the text exactly");
    }
    if (found.size() > 1 && !edit.all()) {
      throw RefusalException.conflict(
          attempted,
          "`old` occurs %d times, in lines %s".formatted(found.size(), lines(file, found)),
          "Take in more of the text around it, or set `all`");
    }
    String replacement = crLf ? Text.withCrLf(edit.replacement()) : edit.replacement();
    return replace(file, found, old.length, replacement.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Integer> find(byte[] file, byte[] old) throws RefusalException {
    var found = new ArrayList<Integer>();
    var needle = Needle.exact(old);
    for (int at = 0; (at = needle.find(file, at, file.length)) >= 0; at += old.length) {
      found.add(at);
      if (found.size() > FOUND_MAX) {
        throw RefusalException.limit(
            "replace text", "`old` occurs more than " + FOUND_MAX + " times", "");
      }
    }
    return found;
  }

  private static String lines(byte[] file, List<Integer> found) {
    String named =
        found.stream()
            .limit(LINES_NAMED_MAX)
            .map(offset -> Integer.toString(Lines.at(file, offset)))
            .collect(Collectors.joining(", "));
    return found.size() > LINES_NAMED_MAX ? named + ", …" : named;
  }

  private static byte[] replace(byte[] file, List<Integer> found, int length, byte[] replacement) {
    var out = new ByteArrayOutputStream(file.length + replacement.length);
    int from = 0;
    for (int at : found) {
      out.write(file, from, at - from);
      out.writeBytes(replacement);
      from = at + length;
    }
    out.write(file, from, file.length - from);
    return out.toByteArray();
  }
}
