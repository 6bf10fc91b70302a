package dev.unwait.merge;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.unwait.delta.Edit;
import dev.unwait.delta.View;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Names;
import dev.unwait.transfer.Paths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How to take edits back: a folder with copies of what stood at their paths, and a list of the
/// edits that put it there again. The list is written last; without it nothing was begun.
final class UndoRecord {
  private static final String SAVED = "saved";
  private static final String LIST = "list";
  private static final HexFormat HEX = HexFormat.of();

  /// Does the edits that take others back.
  @FunctionalInterface
  interface Action {
    void run(List<Edit> edits, View saved) throws IOException;
  }

  private UndoRecord() {}

  static void write(Linux linux, List<Edit> edits, View target, Path record) throws IOException {
    var folder = Files.createDirectories(record.resolve(SAVED));
    var back = new TreeMap<String, Edit>();
    for (var edit : edits) {
      for (int at = edit.path().indexOf('/'); at > 0; at = edit.path().indexOf('/', at + 1)) {
        var above = edit.path().substring(0, at);
        if (!back.containsKey(above) && target.node(above) == null) {
          back.put(above, new Edit.Remove(above, true));
        }
      }
      back.put(edit.path(), reverse(edit, target));
    }
    var files = linux.files();
    int saved = files.openat(AT_FDCWD, folder.toString(), O_RDONLY | O_DIRECTORY, 0);
    try {
      save(linux, back, target, saved);
      var list = new StringBuilder();
      back.values().forEach(edit -> list.append(line(edit)));
      var file = Files.writeString(record.resolve(LIST + ".new"), list, US_ASCII);
      files.syncfs(saved);
      Files.move(file, record.resolve(LIST), StandardCopyOption.ATOMIC_MOVE);
      files.syncfs(saved);
    } finally {
      files.close(saved);
    }
  }

  private static Edit reverse(Edit edit, View target) throws IOException {
    var path = edit.path();
    var node = target.node(path);
    if (node == null) {
      return new Edit.Remove(path, edit instanceof Edit.MakeDirectory);
    }
    if (node.isDirectory()) {
      return new Edit.MakeDirectory(path, node.mode());
    }
    return edit instanceof Edit.SetMode
        ? new Edit.SetMode(path, node.mode())
        : new Edit.Take(path, node);
  }

  private static void save(Linux linux, SortedMap<String, Edit> back, View target, int saved)
      throws IOException {
    var placer = new Placer(linux, target, target, List.of());
    for (var edit : back.values()) {
      if (edit instanceof Edit.Take) {
        makeDirectories(linux.files(), saved, Paths.parent(edit.path()));
        placer.place(edit, saved, edit.path());
      }
    }
  }

  private static void makeDirectories(FileCalls files, int saved, String path) throws IOException {
    if (!path.isEmpty() && files.lstatOrNull(saved, path) == null) {
      makeDirectories(files, saved, Paths.parent(path));
      files.mkdirat(saved, path, 0700);
    }
  }

  static void read(Linux linux, Path record, Action action) throws IOException {
    int saved =
        linux.files().openat(AT_FDCWD, record.resolve(SAVED).toString(), O_RDONLY | O_DIRECTORY, 0);
    try {
      var view = new View(linux, saved);
      var edits = new ArrayList<Edit>();
      for (var line : Files.readAllLines(record.resolve(LIST), US_ASCII)) {
        edits.add(edit(line, view));
      }
      action.run(edits, view);
    } finally {
      linux.files().close(saved);
    }
  }

  private static String line(Edit edit) {
    var what =
        switch (edit) {
          case Edit.Take _ -> "take 0";
          case Edit.SetMode(_, int mode) -> "mode " + mode;
          case Edit.MakeDirectory(_, int mode) -> "directory " + mode;
          case Edit.Remove(_, boolean directory) -> "remove " + (directory ? 1 : 0);
          case Edit.Write _ -> throw new IllegalArgumentException("" + edit);
        };
    return what + " " + HEX.formatHex(Names.encode(edit.path())) + "\n";
  }

  private static Edit edit(String line, View saved) throws IOException {
    var parts = line.split(" ");
    if (parts.length != 3) {
      throw new IOException("read of an undo record failed: it is damaged: " + line);
    }
    int number = Integer.parseInt(parts[1]);
    var path = Names.decode(HEX.parseHex(parts[2]));
    return switch (parts[0]) {
      case "mode" -> new Edit.SetMode(path, number);
      case "directory" -> new Edit.MakeDirectory(path, number);
      case "remove" -> new Edit.Remove(path, number == 1);
      default -> {
        var node = saved.node(path);
        if (node == null) {
          throw new IOException("read of an undo record failed: it lacks " + path);
        }
        yield new Edit.Take(path, node);
      }
    };
  }
}
