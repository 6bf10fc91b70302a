package dev.unwait.merge;

import dev.unwait.delta.Change;
import dev.unwait.delta.Content;
import dev.unwait.delta.Delta;
import dev.unwait.delta.Edit;
import dev.unwait.delta.Side;
import dev.unwait.delta.View;
import dev.unwait.git.GitMerge;
import dev.unwait.git.TextMerge;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds out what a child and its parent changed since the fork, and plans how the parent takes the
/// child's changes over.
public final class Merge {
  private static final int TEXT_BYTES_MAX = 8 << 20;

  private Merge() {}

  /// Looks at three trees and writes to none.
  ///
  /// @param fork the parent as it was when the child was forked from it
  public static MergePlan plan(Linux linux, Side fork, Side child, Side parent) throws IOException {
    return plan(
        linux,
        fork,
        child,
        parent,
        Delta.between(linux, fork, child),
        Delta.between(linux, fork, parent));
  }

  /// As above, where the differences are known already: complete ones, from {@link Delta#between}.
  public static MergePlan plan(
      Linux linux,
      Side fork,
      Side child,
      Side parent,
      List<Change> childChanges,
      List<Change> parentChanges)
      throws IOException {
    var views =
        new Views(
            new View(linux, fork.root()),
            new View(linux, child.root()),
            new View(linux, parent.root()));
    var git =
        GitMerge.plan(views.fork(), views.child(), views.parent(), childChanges, parentChanges);
    var others =
        childChanges.stream().filter(change -> !git.handled().contains(change.path())).toList();
    return joined(MergePlan.of(others, parentChanges, views), git);
  }

  /// The edits that bring a tree to what another is, regardless of what else happened to it.
  public static List<Edit> edits(List<Change> changes) throws IOException {
    return MergePlan.of(changes, List.of(), Unread.INSTANCE).edits();
  }

  private static MergePlan joined(MergePlan plan, GitMerge git) {
    var edits = new ArrayList<>(plan.edits());
    edits.addAll(git.edits());
    edits.sort(Comparator.comparing(Edit::path));
    var conflicts = new ArrayList<>(plan.conflicts());
    conflicts.addAll(git.conflicts());
    conflicts.sort(Comparator.naturalOrder());
    return new MergePlan(edits, conflicts);
  }

  /// The contents of the three trees.
  private record Views(View fork, View child, View parent) implements Contents {
    @Override
    public boolean alike(String path) throws IOException {
      return child.reads(path, parent, path);
    }

    @Override
    public Merged merge(String path) throws IOException {
      byte[] base = fork.read(path, TEXT_BYTES_MAX + 1);
      byte[] mine = child.read(path, TEXT_BYTES_MAX + 1);
      byte[] theirs = parent.read(path, TEXT_BYTES_MAX + 1);
      if (!isText(base) || !isText(mine) || !isText(theirs)) {
        return new Merged.NoText();
      }
      return TextMerge.merge(base, theirs, mine)
          .<Merged>map(merged -> new Merged.Clean(Content.of(merged)))
          .orElseGet(Merged.Overlapping::new);
    }

    private static boolean isText(byte[] content) {
      return content.length <= TEXT_BYTES_MAX && !TextMerge.isBinary(content);
    }
  }

  /// For plans in which only one side changed anything.
  private enum Unread implements Contents {
    INSTANCE;

    @Override
    public boolean alike(String path) {
      throw new IllegalStateException("no second side changed " + path);
    }

    @Override
    public Merged merge(String path) {
      throw new IllegalStateException("no second side changed " + path);
    }
  }
}
