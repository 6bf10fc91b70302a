package dev.unwait.git;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/// Counts what differs between two commits.
final class Differences {
  private Differences() {}

  static int count(Repository repository, @Nullable ObjectId before, ObjectId after)
      throws IOException {
    try (var walk = new RevWalk(repository);
        var trees = new TreeWalk(repository)) {
      if (before == null) {
        trees.addTree(new EmptyTreeIterator());
      } else {
        trees.addTree(walk.parseCommit(before).getTree());
      }
      trees.addTree(walk.parseCommit(after).getTree());
      trees.setFilter(TreeFilter.ANY_DIFF);
      trees.setRecursive(true);
      int count = 0;
      while (trees.next()) {
        count++;
      }
      return count;
    }
  }
}
