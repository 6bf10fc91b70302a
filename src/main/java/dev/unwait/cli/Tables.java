package dev.unwait.cli;

import dev.unwait.json.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Any structured answer as text: members one below the other, lists of objects as tables.
final class Tables {
  private static final String GAP = "  ";
  private static final String INDENT = "  ";
  private static final int CELL_WIDTH_MAX = 80;

  private Tables() {}

  /// Ends with a line end, unless it is empty.
  static String text(Json answer) {
    if (answer instanceof Json.Members(Map<String, Json> members)) {
      return members(members, "");
    }
    return block(answer, "");
  }

  private static String members(Map<String, Json> members, String indent) {
    int width =
        members.entrySet().stream()
            .filter(member -> isShort(member.getValue()))
            .mapToInt(member -> member.getKey().length())
            .max()
            .orElse(0);
    // One list and nothing else speaks for itself.
    boolean alone = members.size() == 1;
    var text = new StringBuilder();
    members.forEach((name, value) -> {
      if (isShort(value)) {
        text.append(indent).append(pad(label(name), width)).append(GAP).append(plain(value));
        text.append('\n');
      } else if (alone) {
        text.append(block(value, indent));
      } else {
        text.append(indent).append(label(name)).append('\n');
        text.append(block(value, indent + INDENT));
      }
    });
    return text.toString();
  }

  private static String block(Json value, String indent) {
    return switch (value) {
      case Json.Members(Map<String, Json> members) -> members(members, indent);
      case Json.Items(List<Json> items) -> items(items, indent);
      case Json.Null _, Json.Truth _, Json.Whole _, Json.Huge _, Json.Real _, Json.Text _ ->
          indented(plain(value), indent);
    };
  }

  private static String items(List<Json> items, String indent) {
    if (items.isEmpty()) {
      return indent + "none\n";
    }
    var rows = new ArrayList<Map<String, Json>>();
    for (Json item : items) {
      if (!(item instanceof Json.Members(Map<String, Json> members))) {
        return items.stream()
            .map(one -> indented(plain(one), indent))
            .collect(Collectors.joining());
      }
      rows.add(members);
    }
    boolean nested =
        rows.stream().anyMatch(row -> row.values().stream().anyMatch(v -> !isShort(v)));
    return nested
        ? rows.stream().map(row -> members(row, indent)).collect(Collectors.joining("\n"))
        : indented(table(rows), indent);
  }

  /// A row for each object, a column for each name that any of them has.
  static String table(List<Map<String, Json>> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    List<String> columns = List.copyOf(names);
    var lines = new ArrayList<List<String>>();
    lines.add(columns.stream().map(name -> label(name).toUpperCase(Locale.ROOT)).toList());
    for (Map<String, Json> row : rows) {
      lines.add(columns.stream().map(name -> cell(row.get(name))).toList());
    }
    var text = new StringBuilder();
    for (List<String> line : lines) {
      var shown = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        int width = width(lines, i);
        String cell = line.get(i);
        boolean number = isNumber(rows, columns.get(i));
        shown.append(number ? " ".repeat(width - cell.length()) + cell : pad(cell, width));
        shown.append(GAP);
      }
      text.append(shown.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private static boolean isNumber(List<Map<String, Json>> rows, String column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(value -> value instanceof Json.Whole || value instanceof Json.Real);
  }

  private static boolean isShort(Json value) {
    return switch (value) {
      case Json.Text(String text) -> !text.contains("\n");
      case Json.Null _, Json.Truth _, Json.Whole _, Json.Huge _, Json.Real _ -> true;
      case Json.Items(List<Json> items) -> items.isEmpty();
      case Json.Members(Map<String, Json> members) -> members.isEmpty();
    };
  }

  private static String cell(@Nullable Json value) {
    String text = value == null ? "" : plain(value);
    return text.length() > CELL_WIDTH_MAX ? text.substring(0, CELL_WIDTH_MAX - 1) + "…" : text;
  }

  /// One value on one line, as people write it.
  static String plain(Json value) {
    return switch (value) {
      case Json.Text(String text) -> text;
      case Json.Null _ -> "-";
      case Json.Truth(boolean truth) -> truth ? "yes" : "no";
      case Json.Items(List<Json> items) when items.isEmpty() -> "none";
      case Json.Real(double real) -> number(real);
      case Json.Whole _, Json.Huge _, Json.Items _, Json.Members _ -> value.write();
    };
  }

  /// Three digits, or all those before the point.
  private static String number(double value) {
    if (value == 0 || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return new BigDecimal(value).round(new MathContext(3)).toPlainString();
  }

  private static String label(String name) {
    return name.replace('_', ' ');
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String indented(String text, String indent) {
    return text.lines().map(line -> indent + line + "\n").collect(Collectors.joining());
  }
}
