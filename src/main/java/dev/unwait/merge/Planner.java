package dev.unwait.merge;

import dev.unwait.delta.Change;
import dev.unwait.delta.Conflict;
import dev.unwait.delta.Conflict.Kind;
import dev.unwait.delta.Edit;
import dev.unwait.delta.Node;
import dev.unwait.delta.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The decisions of one merge.
final class Planner {
  private final List<Change> childChanges;
  private final Map<String, Change> child = new HashMap<>();
  private final Map<String, Change> parent = new HashMap<>();
  private final Contents contents;

  /// Directories below which the parent has something new.
  private final Set<String> keptDirectories = new HashSet<>();

  private final SortedMap<String, Edit> edits = new TreeMap<>();
  private final SortedSet<Conflict> conflicts = new TreeSet<>();

  Planner(List<Change> child, List<Change> parent, Contents contents) {
    childChanges = child;
    child.forEach(change -> this.child.put(change.path(), change));
    this.contents = contents;
    for (var change : parent) {
      this.parent.put(change.path(), change);
      if (change.after() != null && !isGivenUp(change)) {
        keptDirectories.addAll(ancestors(change.path()));
      }
    }
  }

  /// Whether it only changed the mode of a directory that the child deleted.
  private boolean isGivenUp(Change theirs) {
    var mine = child.get(theirs.path());
    return theirs.isDirectory()
        && theirs.status() == Status.MODE
        && mine != null
        && mine.after() == null;
  }

  MergePlan plan() throws IOException {
    for (var mine : childChanges) {
      decide(mine, parent.get(mine.path()));
    }
    for (var edit : List.copyOf(edits.values())) {
      if (!(edit instanceof Edit.Remove)) {
        makeRoom(edit);
      }
    }
    return new MergePlan(new ArrayList<>(edits.values()), new ArrayList<>(conflicts));
  }

  private void decide(Change mine, @Nullable Change theirs) throws IOException {
    if (theirs == null) {
      take(mine);
    } else if (mine.after() == null) {
      deleted(mine, theirs);
    } else if (theirs.after() == null) {
      deletedByParent(mine);
    } else {
      both(mine, mine.after(), theirs, theirs.after());
    }
  }

  private void take(Change mine) {
    var path = mine.path();
    var now = mine.after();
    if (now == null) {
      remove(mine);
    } else if (now.isDirectory()) {
      add(new Edit.MakeDirectory(path, now.mode()));
    } else if (mine.status() == Status.MODE) {
      add(new Edit.SetMode(path, now.mode()));
    } else {
      add(new Edit.Take(path, now));
    }
  }

  private void remove(Change mine) {
    boolean directory = mine.before() != null && mine.before().isDirectory();
    if (!directory || !keptDirectories.contains(mine.path())) {
      add(new Edit.Remove(mine.path(), directory));
    }
  }

  /// The child deleted what the parent changed. A directory whose mode changed may go all the same.
  private void deleted(Change mine, Change theirs) {
    if (theirs.after() == null) {
      return;
    }
    if (mine.isDirectory() && theirs.isDirectory()) {
      remove(mine);
    } else {
      conflict(mine.path(), Kind.DELETE_MODIFY);
    }
  }

  /// Of a directory only the mode changed, or what is below it, which makes room for itself.
  private void deletedByParent(Change mine) {
    if (!mine.isDirectory()) {
      conflict(mine.path(), Kind.DELETE_MODIFY);
    }
  }

  private void both(Change mine, Node now, Change theirs, Node theirNow) throws IOException {
    var path = mine.path();
    if (now.kind() != theirNow.kind()) {
      boolean directory = now.isDirectory() || theirNow.isDirectory();
      conflict(path, directory ? Kind.DIRECTORY_FILE : Kind.TYPE);
      return;
    }
    switch (now.kind()) {
      case FILE -> files(mine, now, theirs, theirNow);
      case DIRECTORY -> directories(mine, now, theirNow);
      case FIFO -> {}
      case SYMLINK -> {
        if (!String.valueOf(now.target()).equals(theirNow.target())) {
          conflict(path, mine.before() == null ? Kind.ADD_ADD : Kind.CONTENT);
        }
      }
    }
  }

  private void directories(Change mine, Node now, Node theirNow) {
    if (mine.before() == null || !mine.before().isDirectory()) {
      return; // Both made it; the parent's mode stays.
    }
    var mode = mode(mine.path(), mine.before(), now, theirNow);
    if (mode.isPresent() && mode.getAsInt() != theirNow.mode()) {
      add(new Edit.MakeDirectory(mine.path(), mode.getAsInt()));
    }
  }

  private void files(Change mine, Node now, Change theirs, Node theirNow) throws IOException {
    var path = mine.path();
    var before = mine.before();
    boolean alike = now.size() == theirNow.size() && contents.alike(path);
    if (before == null || !before.isFile()) {
      if (!alike) {
        conflict(path, Kind.ADD_ADD);
      }
      return; // Both made it alike; the parent's mode stays.
    }
    var mode = mode(path, before, now, theirNow);
    if (mode.isEmpty()) {
      return;
    }
    if (alike || mine.status() == Status.MODE) {
      if (mode.getAsInt() != theirNow.mode()) {
        add(new Edit.SetMode(path, mode.getAsInt()));
      }
    } else if (theirs.status() == Status.MODE) {
      add(new Edit.Take(path, now.withMode(mode.getAsInt())));
    } else {
      merge(path, mode.getAsInt());
    }
  }

  private void merge(String path, int mode) throws IOException {
    switch (contents.merge(path)) {
      case Contents.Merged.Clean(var content) -> add(new Edit.Write(path, content, mode));
      case Contents.Merged.Overlapping() -> conflict(path, Kind.CONTENT);
      case Contents.Merged.NoText() -> conflict(path, Kind.BINARY);
    }
  }

  private OptionalInt mode(String path, Node before, Node now, Node theirNow) {
    if (now.mode() == theirNow.mode() || theirNow.mode() == before.mode()) {
      return OptionalInt.of(now.mode());
    }
    if (now.mode() == before.mode()) {
      return OptionalInt.of(theirNow.mode());
    }
    conflict(path, Kind.MODE);
    return OptionalInt.empty();
  }

  /// Brings back directories that the parent deleted, and finds what is in the way.
  private void makeRoom(Edit edit) {
    var path = edit.path();
    if (!(edit instanceof Edit.MakeDirectory) && keptDirectories.contains(path)) {
      conflict(path, Kind.DIRECTORY_FILE);
    }
    for (var above : ancestors(path)) {
      var theirs = parent.get(above);
      if (theirs == null) {
        continue;
      }
      if (theirs.after() == null && theirs.before() != null) {
        var mine = child.get(above);
        var now = mine == null || mine.after() == null ? theirs.before() : mine.after();
        edits.putIfAbsent(above, new Edit.MakeDirectory(above, now.mode()));
      } else if (theirs.after() != null && !theirs.after().isDirectory()) {
        conflict(above, Kind.DIRECTORY_FILE);
      }
    }
  }

  private void add(Edit edit) {
    edits.put(edit.path(), edit);
  }

  private void conflict(String path, Kind kind) {
    conflicts.add(new Conflict(path, kind));
  }

  private static List<String> ancestors(String path) {
    var above = new ArrayList<String>();
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      above.add(path.substring(0, at));
    }
    return above;
  }
}
