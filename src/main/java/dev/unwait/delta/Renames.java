package dev.unwait.delta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds deleted and added files that are one file moved: the same content, or most of its lines.
final class Renames {
  /// Beyond this many files on one side, only the exact search is done.
  private static final int SIMILAR_FILES_MAX = 200;

  private static final int EXACT_FILES_MAX = 20_000;
  private static final int SIMILAR_BYTES_MAX = 1 << 20;
  private static final double SIMILARITY_MIN = 0.5;

  private final View before;
  private final View after;

  Renames(View before, View after) {
    this.before = before;
    this.after = after;
  }

  private record Pair(Change deleted, Change added, double similarity) {}

  List<Change> detect(List<Change> changes) throws IOException {
    var deleted = files(changes, Status.DELETED);
    var added = files(changes, Status.ADDED);
    if (deleted.isEmpty() || added.isEmpty() || deleted.size() + added.size() > EXACT_FILES_MAX) {
      return changes;
    }
    var pairs = new ArrayList<Pair>(exact(deleted, added));
    pairs.forEach(pair -> deleted.remove(pair.deleted()));
    pairs.forEach(pair -> added.remove(pair.added()));
    pairs.addAll(similar(deleted, added));
    return apply(changes, pairs);
  }

  private static Set<Change> files(List<Change> changes, Status status) {
    var files = new HashSet<Change>();
    for (var change : changes) {
      var node = status == Status.DELETED ? change.before() : change.after();
      if (change.status() == status && node != null && node.isFile() && node.size() > 0) {
        files.add(change);
      }
    }
    return files;
  }

  private static long size(Change change) {
    var node = change.before() == null ? change.after() : change.before();
    return node == null ? 0 : node.size();
  }

  private static String name(Change change) {
    return change.path().substring(change.path().lastIndexOf('/') + 1);
  }

  private List<Pair> exact(Set<Change> deleted, Set<Change> added) throws IOException {
    var sizes = new HashSet<Long>();
    added.forEach(change -> sizes.add(size(change)));
    var byDigest = new HashMap<String, List<Change>>();
    for (var change : sorted(deleted)) {
      if (sizes.contains(size(change))) {
        byDigest.computeIfAbsent(before.sha256(change.path()), _ -> new ArrayList<>()).add(change);
      }
    }
    var known = new HashSet<Long>();
    byDigest.values().forEach(list -> list.forEach(change -> known.add(size(change))));
    var pairs = new ArrayList<Pair>();
    for (var change : sorted(added)) {
      var candidates =
          known.contains(size(change)) ? byDigest.get(after.sha256(change.path())) : null;
      var best = candidates == null ? null : takeBest(candidates, name(change));
      if (best != null) {
        pairs.add(new Pair(best, change, 1));
      }
    }
    return pairs;
  }

  private static List<Change> sorted(Set<Change> changes) {
    return changes.stream().sorted(Comparator.comparing(Change::path)).toList();
  }

  private static @Nullable Change takeBest(List<Change> candidates, String name) {
    if (candidates.isEmpty()) {
      return null;
    }
    for (var candidate : candidates) {
      if (name(candidate).equals(name)) {
        candidates.remove(candidate);
        return candidate;
      }
    }
    return candidates.removeFirst();
  }

  private List<Pair> similar(Set<Change> deleted, Set<Change> added) throws IOException {
    if (deleted.size() > SIMILAR_FILES_MAX || added.size() > SIMILAR_FILES_MAX) {
      return List.of();
    }
    var old = lines(before, deleted);
    var pairs = new ArrayList<Pair>();
    for (var entry : lines(after, added).entrySet()) {
      for (var candidate : old.entrySet()) {
        double similarity = similarity(candidate.getValue(), entry.getValue());
        if (similarity >= SIMILARITY_MIN) {
          pairs.add(new Pair(candidate.getKey(), entry.getKey(), similarity));
        }
      }
    }
    return bestFirst(pairs);
  }

  private static List<Pair> bestFirst(List<Pair> pairs) {
    pairs.sort(
        Comparator.comparingDouble(Pair::similarity)
            .reversed()
            .thenComparing(pair -> pair.added().path())
            .thenComparing(pair -> pair.deleted().path()));
    var used = new HashSet<Change>();
    var best = new ArrayList<Pair>();
    for (var pair : pairs) {
      if (!used.contains(pair.added()) && !used.contains(pair.deleted())) {
        used.add(pair.added());
        used.add(pair.deleted());
        best.add(pair);
      }
    }
    return best;
  }

  private static Map<Change, Map<Long, Integer>> lines(View view, Set<Change> changes)
      throws IOException {
    var lines = new HashMap<Change, Map<Long, Integer>>();
    for (var change : changes) {
      if (size(change) <= SIMILAR_BYTES_MAX) {
        lines.put(change, lines(view.read(change.path(), SIMILAR_BYTES_MAX)));
      }
    }
    return lines;
  }

  /// How often each line occurs, lines being told apart by a hash, weighed by their length.
  static Map<Long, Integer> lines(byte[] text) {
    var lines = new HashMap<Long, Integer>();
    long hash = 0;
    int length = 0;
    for (int i = 0; i < text.length; i++) {
      hash = hash * 0x100000001b3L + text[i] + 1;
      length++;
      if (text[i] == '\n' || i == text.length - 1) {
        lines.merge(hash, length, Integer::sum);
        hash = 0;
        length = 0;
      }
    }
    return lines;
  }

  /// The share of bytes in lines that both have, of the larger one.
  static double similarity(Map<Long, Integer> a, Map<Long, Integer> b) {
    long shared = 0;
    for (var line : a.entrySet()) {
      shared += Math.min(line.getValue(), b.getOrDefault(line.getKey(), 0));
    }
    long larger = Math.max(sum(a), sum(b));
    return larger == 0 ? 0 : (double) shared / larger;
  }

  private static long sum(Map<Long, Integer> lines) {
    return lines.values().stream().mapToLong(Integer::longValue).sum();
  }

  private static List<Change> apply(List<Change> changes, List<Pair> pairs) {
    var gone = new HashSet<Change>();
    var renamed = new HashMap<Change, Change>();
    for (var pair : pairs) {
      gone.add(pair.deleted());
      renamed.put(
          pair.added(),
          new Change(
              pair.added().path(),
              Status.RENAMED,
              pair.deleted().before(),
              pair.added().after(),
              pair.deleted().path()));
    }
    return changes.stream()
        .filter(change -> !gone.contains(change))
        .map(change -> renamed.getOrDefault(change, change))
        .toList();
  }
}
