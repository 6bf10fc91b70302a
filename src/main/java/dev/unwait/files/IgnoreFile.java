package dev.unwait.files;

import dev.unwait.linux.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The rules of one `.gitignore` file. Git compares bytes; so does this, with a character for each.
final class IgnoreFile {
  private static final String BOM = "\u00EF\u00BB\u00BF";

  /// What a rule says of a path.
  enum Verdict {
    SILENT,
    IGNORED,
    KEPT
  }

  private record Rule(
      boolean negative, boolean directoryOnly, boolean nameOnly, String plain, Wildcard wildcard) {
    boolean matches(String path, String name, boolean directory) {
      if (directoryOnly && !directory) {
        return false;
      }
      String text = nameOnly ? name : path;
      if (!plain.isEmpty()) {
        return plain.charAt(0) == '*'
            ? text.length() >= plain.length() - 1
                && text.regionMatches(
                    text.length() - plain.length() + 1, plain, 1, plain.length() - 1)
            : text.equals(plain);
      }
      return wildcard.matches(text);
    }
  }

  private final List<Rule> rules;

  private IgnoreFile(List<Rule> rules) {
    this.rules = rules;
  }

  static IgnoreFile parse(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    if (text.startsWith(BOM)) {
      text = text.substring(BOM.length());
    }
    var rules = new ArrayList<Rule>();
    for (String line : text.split("\n", -1)) {
      addRule(rules, line);
    }
    return new IgnoreFile(List.copyOf(rules));
  }

  private static void addRule(List<Rule> rules, String line) {
    String pattern = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (pattern.startsWith("#")) {
      return;
    }
    pattern = withoutTrailingSpaces(pattern);
    boolean negative = pattern.startsWith("!");
    if (negative) {
      pattern = pattern.substring(1);
    }
    boolean directoryOnly = pattern.endsWith("/");
    if (directoryOnly) {
      pattern = pattern.substring(0, pattern.length() - 1);
    }
    if (pattern.isEmpty()) {
      return;
    }
    boolean nameOnly = pattern.indexOf('/') < 0;
    if (pattern.startsWith("/")) {
      pattern = pattern.substring(1);
    }
    boolean plain = isPlain(pattern) || (nameOnly && isSuffix(pattern));
    rules.add(
        new Rule(
            negative,
            directoryOnly,
            nameOnly,
            plain ? pattern : "",
            nameOnly ? Wildcard.ofName(pattern) : Wildcard.ofPath(pattern)));
  }

  private static boolean isPlain(String pattern) {
    return pattern.chars().noneMatch(c -> Wildcard.isSpecial((char) c));
  }

  private static boolean isSuffix(String pattern) {
    return pattern.startsWith("*") && isPlain(pattern.substring(1));
  }

  private static String withoutTrailingSpaces(String line) {
    int end = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
        end = Math.min(i + 1, line.length());
      } else if (line.charAt(i) != ' ') {
        end = i + 1;
      }
    }
    return line.substring(0, end);
  }

  /// @param path relative to the file's folder, in the form of {@link #bytesAsText}
  Verdict verdict(String path, boolean directory) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      if (rule.matches(path, name, directory)) {
        return rule.negative() ? Verdict.KEPT : Verdict.IGNORED;
      }
    }
    return Verdict.SILENT;
  }

  /// A path with a character for each of its bytes.
  static String bytesAsText(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) >= 0x80) {
        return new String(Names.encode(path), StandardCharsets.ISO_8859_1);
      }
    }
    return path;
  }
}
