package dev.unwait.bench;

import java.util.ArrayList;
import java.util.List;

/// A table of text, as wide as its contents; cells that are too long go on in the next line.
public final class Table {
  private static final String GAP = "  ";

  /// One column.
  ///
  /// @param right whether it is aligned to the right
  /// @param widthMax in characters
  public record Column(String title, boolean right, int widthMax) {
    public static Column left(String title, int widthMax) {
      return new Column(title, false, widthMax);
    }

    public static Column right(String title, int widthMax) {
      return new Column(title, true, widthMax);
    }
  }

  private final List<Column> columns;
  private final List<List<List<String>>> rows = new ArrayList<>();

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
    rows.add(columns.stream().map(column -> wrap(column.title, column.widthMax)).toList());
  }

  /// @param cells one for each column
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    var row = new ArrayList<List<String>>();
    for (int i = 0; i < cells.length; i++) {
      row.add(wrap(cells[i], columns.get(i).widthMax));
    }
    rows.add(row);
    return this;
  }

  /// The lines, without ends; the first are the titles, then a rule.
  public List<String> lines() {
    int[] widths = new int[columns.size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).stream().mapToInt(Table::width).max().orElse(0));
      }
    }
    var lines = new ArrayList<String>();
    for (var row : rows) {
      int height = row.stream().mapToInt(List::size).max().orElse(0);
      for (int at = 0; at < height; at++) {
        lines.add(line(row, at, widths));
      }
    }
    int titleHeight = rows.getFirst().stream().mapToInt(List::size).max().orElse(0);
    lines.add(titleHeight, rule(widths));
    return lines;
  }

  private String line(List<List<String>> row, int at, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      var cell = at < row.get(i).size() ? row.get(i).get(at) : "";
      var pad = " ".repeat(widths[i] - width(cell));
      line.append(i == 0 ? "" : GAP).append(columns.get(i).right ? pad + cell : cell + pad);
    }
    return line.toString().stripTrailing();
  }

  private static String rule(int[] widths) {
    var rule = new StringBuilder();
    for (int width : widths) {
      rule.append(rule.isEmpty() ? "" : GAP).append("─".repeat(width));
    }
    return rule.toString();
  }

  /// Breaks at blanks; a word that is too long is cut.
  static List<String> wrap(String text, int widthMax) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.strip().split(" +")) {
      String left = word;
      if (!line.isEmpty() && width(line.toString()) + 1 + width(left) > widthMax) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (width(left) > widthMax) {
        int cut = left.offsetByCodePoints(0, widthMax);
        lines.add(left.substring(0, cut));
        left = left.substring(cut);
      }
      line.append(line.isEmpty() ? "" : " ").append(left);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
