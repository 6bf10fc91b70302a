package dev.unwait.git;

import dev.unwait.delta.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/// The staging area of two sides brought together, entry by entry.
final class IndexMerge {
  private IndexMerge() {}

  /// @param head the commit that HEAD comes to in the end, whose entry stands where both sides
  ///   staged different things; empty if there is none
  static Content merge(
      byte @Nullable [] fork,
      byte @Nullable [] child,
      byte @Nullable [] parent,
      String head,
      ObjectReader reader)
      throws IOException {
    var folder = Files.createTempDirectory("unwait-index");
    try {
      var f = entries(fork, folder);
      var c = entries(child, folder);
      var p = entries(parent, folder);
      var h = tree(head, reader);
      var merged = new ArrayList<DirCacheEntry>();
      var paths = new TreeSet<>(f.keySet());
      paths.addAll(c.keySet());
      paths.addAll(p.keySet());
      for (var path : paths) {
        merged.addAll(decide(entry(f, path), entry(c, path), entry(p, path), entry(h, path)));
      }
      return write(merged, folder);
    } finally {
      Files.deleteIfExists(folder.resolve("index"));
      Files.deleteIfExists(folder);
    }
  }

  private static List<DirCacheEntry> entry(
      SortedMap<String, List<DirCacheEntry>> entries, String path) {
    return entries.getOrDefault(path, List.of());
  }

  private static List<DirCacheEntry> decide(
      List<DirCacheEntry> f, List<DirCacheEntry> c, List<DirCacheEntry> p, List<DirCacheEntry> h) {
    if (same(c, f) || same(c, p)) {
      return p;
    }
    var chosen = same(p, f) ? c : h;
    chosen.forEach(IndexMerge::forgetFile);
    return chosen;
  }

  /// Makes git read the file again: the one it saw need not be the one that is there.
  private static void forgetFile(DirCacheEntry entry) {
    entry.setLength(0);
    entry.setLastModified(Instant.EPOCH);
  }

  private static boolean same(List<DirCacheEntry> a, List<DirCacheEntry> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      var x = a.get(i);
      var y = b.get(i);
      if (x.getStage() != y.getStage()
          || x.getRawMode() != y.getRawMode()
          || !x.getObjectId().equals(y.getObjectId())
          || x.isSkipWorkTree() != y.isSkipWorkTree()
          || x.isAssumeValid() != y.isAssumeValid()) {
        return false;
      }
    }
    return true;
  }

  private static SortedMap<String, List<DirCacheEntry>> entries(
      byte @Nullable [] index, Path folder) throws IOException {
    var entries = new TreeMap<String, List<DirCacheEntry>>();
    if (index != null) {
      // JGit reads only files, and one that is not in the reach of anybody else.
      var file = Files.write(folder.resolve("index"), index);
      add(DirCache.read(file.toFile(), FS.DETECTED), entries);
    }
    return entries;
  }

  private static void add(DirCache index, SortedMap<String, List<DirCacheEntry>> entries) {
    for (int i = 0; i < index.getEntryCount(); i++) {
      var entry = index.getEntry(i);
      entries.computeIfAbsent(entry.getPathString(), _ -> new ArrayList<>()).add(entry);
    }
  }

  private static SortedMap<String, List<DirCacheEntry>> tree(String head, ObjectReader reader)
      throws IOException {
    var entries = new TreeMap<String, List<DirCacheEntry>>();
    if (!Refs.isId(head)) {
      return entries;
    }
    try (var walk = new RevWalk(reader)) {
      add(DirCache.read(reader, walk.parseCommit(ObjectId.fromString(head)).getTree()), entries);
    }
    return entries;
  }

  private static Content write(List<DirCacheEntry> entries, Path folder) throws IOException {
    var file = folder.resolve("index");
    Files.deleteIfExists(file);
    var index = DirCache.lock(file.toFile(), FS.DETECTED);
    try {
      var builder = index.builder();
      entries.forEach(builder::add);
      builder.finish();
      index.write();
      if (!index.commit()) {
        throw new IOException("write of a merged index failed in " + folder);
      }
      return Content.of(Files.readAllBytes(file));
    } finally {
      index.unlock();
    }
  }
}
