package dev.unwait.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.delta.Change;
import dev.unwait.delta.Node;
import dev.unwait.delta.Status;
import dev.unwait.delta.View;
import dev.unwait.git.Patches.Binary;
import dev.unwait.git.Patches.FilePatch;
import dev.unwait.linux.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.jspecify.annotations.Nullable;

/// The part of a patch that is about one path.
record PatchText(FilePatch numbers, String text) {
  private static final String NOWHERE = "/dev/null";

  static PatchText of(Change change, View before, View after, int bytesMax) throws IOException {
    var from = change.renamedFrom() == null ? change.path() : change.renamedFrom();
    var was = withoutDirectory(change.before());
    var is = withoutDirectory(change.after());
    if (was != null && is != null && was.kind() != is.kind()) {
      var gone = of(change, from, was, null, before, after, bytesMax);
      var come = of(change, from, null, is, before, after, bytesMax);
      return new PatchText(
          new FilePatch(
              change,
              come.numbers().added(),
              gone.numbers().removed(),
              gone.numbers().binary() == null ? come.numbers().binary() : gone.numbers().binary()),
          gone.text() + come.text());
    }
    return of(change, from, was, is, before, after, bytesMax);
  }

  /// A patch cannot tell of directories and FIFOs.
  private static @Nullable Node withoutDirectory(@Nullable Node node) {
    return node == null || node.isDirectory() || node.kind() == Node.Kind.FIFO ? null : node;
  }

  private static PatchText of(
      Change change,
      String from,
      @Nullable Node was,
      @Nullable Node is,
      View before,
      View after,
      int bytesMax)
      throws IOException {
    if (was == null && is == null) {
      return new PatchText(new FilePatch(change, 0, 0, null), "");
    }
    var header = header(change, from, was, is);
    boolean large = (was != null && was.size() > bytesMax) || (is != null && is.size() > bytesMax);
    byte[] a = large ? new byte[0] : bytes(before, from, was, bytesMax);
    byte[] b = large ? new byte[0] : bytes(after, change.path(), is, bytesMax);
    if (large || TextMerge.isBinary(a) || TextMerge.isBinary(b)) {
      return binary(change, from, was, is, before, after, header);
    }
    return text(change, from, was, is, a, b, header);
  }

  private static byte[] bytes(View view, String path, @Nullable Node node, int max)
      throws IOException {
    if (node == null) {
      return new byte[0];
    }
    return node.target() == null ? view.read(path, max) : Names.encode(node.target());
  }

  private static PatchText text(
      Change change,
      String from,
      @Nullable Node was,
      @Nullable Node is,
      byte[] a,
      byte[] b,
      String header)
      throws IOException {
    var oldText = new RawText(a);
    var newText = new RawText(b);
    var edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, oldText, newText);
    var text = header;
    if (!edits.isEmpty()) {
      text +=
          "--- "
              + (was == null ? NOWHERE : quote("a/" + from))
              + "\n+++ "
              + (is == null ? NOWHERE : quote("b/" + change.path()))
              + "\n"
              + hunks(edits, oldText, newText);
    }
    int added = edits.stream().mapToInt(edit -> edit.getLengthB()).sum();
    int removed = edits.stream().mapToInt(edit -> edit.getLengthA()).sum();
    return new PatchText(new FilePatch(change, added, removed, null), text);
  }

  private static String hunks(EditList edits, RawText a, RawText b) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var formatter = new DiffFormatter(out)) {
      formatter.format(edits, a, b);
    }
    return out.toString(UTF_8);
  }

  private static PatchText binary(
      Change change,
      String from,
      @Nullable Node was,
      @Nullable Node is,
      View before,
      View after,
      String header)
      throws IOException {
    var binary =
        new Binary(
            was == null ? 0 : was.size(),
            was == null ? "" : before.sha256(from),
            is == null ? 0 : is.size(),
            is == null ? "" : after.sha256(change.path()));
    boolean same = binary.sha256Before().equals(binary.sha256After());
    var line =
        "Binary files "
            + (was == null ? NOWHERE : quote("a/" + from))
            + " and "
            + (is == null ? NOWHERE : quote("b/" + change.path()))
            + " differ\n";
    return new PatchText(new FilePatch(change, 0, 0, binary), same ? header : header + line);
  }

  private static String header(Change change, String from, @Nullable Node was, @Nullable Node is) {
    var out = new StringBuilder();
    out.append("diff --git ").append(quote("a/" + from));
    out.append(' ').append(quote("b/" + change.path())).append('\n');
    if (was == null && is != null) {
      out.append("new file mode ").append(gitMode(is)).append('\n');
    } else if (is == null && was != null) {
      out.append("deleted file mode ").append(gitMode(was)).append('\n');
    } else if (was != null && is != null && !gitMode(was).equals(gitMode(is))) {
      out.append("old mode ").append(gitMode(was)).append('\n');
      out.append("new mode ").append(gitMode(is)).append('\n');
    }
    if (change.renamedFrom() != null) {
      out.append("rename from ").append(quote(from)).append('\n');
      out.append("rename to ").append(quote(change.path())).append('\n');
    }
    // Permissions that git does not keep are no change to it.
    boolean same = was != null && is != null && gitMode(was).equals(gitMode(is));
    return same && change.renamedFrom() == null && change.status() == Status.MODE
        ? ""
        : out.toString();
  }

  private static String gitMode(Node node) {
    if (node.kind() == Node.Kind.SYMLINK) {
      return "120000";
    }
    return node.isExecutable() ? "100755" : "100644";
  }

  /// A name as git writes it: in quotes with octal digits where a plain one could be misread.
  static String quote(String name) {
    var out = new StringBuilder();
    boolean plain = true;
    for (byte each : Names.encode(name)) {
      int c = Byte.toUnsignedInt(each);
      if (c < ' ' || c >= 0x7f) {
        out.append('\\');
        out.append((char) ('0' + (c >> 6)));
        out.append((char) ('0' + ((c >> 3) & 7)));
        out.append((char) ('0' + (c & 7)));
        plain = false;
      } else {
        if (c == '"' || c == '\\') {
          out.append('\\');
          plain = false;
        }
        out.append((char) c);
      }
    }
    return plain ? name : "\"" + out + "\"";
  }
}
