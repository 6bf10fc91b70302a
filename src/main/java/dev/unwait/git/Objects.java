package dev.unwait.git;

import dev.unwait.delta.Node;
import dev.unwait.delta.View;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/// The objects of a repository that stands in a child and in its parent.
final class Objects implements Closeable {
  private final Repository child;
  private final Repository parent;
  private final ObjectReader ofParent;

  private Objects(Repository child, Repository parent) {
    this.child = child;
    this.parent = parent;
    ofParent = parent.newObjectReader();
  }

  static Objects open(View child, View parent, String gitDirectory) throws IOException {
    check(child, gitDirectory);
    check(parent, gitDirectory);
    var mine = Repositories.open(place(child, gitDirectory));
    try {
      return new Objects(mine, Repositories.open(place(parent, gitDirectory)));
    } catch (IOException e) {
      mine.close();
      throw e;
    }
  }

  /// JGit follows links wherever they lead, so there must be none.
  static void check(View view, String gitDirectory) throws IOException {
    for (var path :
        new String[] {gitDirectory, gitDirectory + "/objects", gitDirectory + "/refs"}) {
      var node = view.node(path);
      if (node == null || node.kind() != Node.Kind.DIRECTORY) {
        throw new IOException(
            "read of repository " + gitDirectory + " failed: no directory " + path);
      }
    }
    if (view.node(gitDirectory + "/objects/info/alternates") != null) {
      throw new IOException(
          "read of repository " + gitDirectory + " failed: it borrows objects from elsewhere");
    }
  }

  static String place(View view, String path) {
    return "/proc/self/fd/" + view.root() + "/" + path;
  }

  /// A reader of what either has.
  ObjectReader reader() {
    return new EitherReader(child.newObjectReader(), parent.newObjectReader());
  }

  /// Whether the later commit has the earlier one among its ancestors; no, if either is unknown.
  boolean follows(String later, String earlier) throws IOException {
    try (var reader = reader();
        var walk = new RevWalk(reader)) {
      walk.setRetainBody(false);
      return walk.isMergedInto(
          walk.parseCommit(ObjectId.fromString(earlier)),
          walk.parseCommit(ObjectId.fromString(later)));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return false;
    }
  }

  /// Whether the parent has an object, whether loose or packed.
  boolean inParent(ObjectId id) throws IOException {
    return ofParent.has(id);
  }

  /// Whether the parent has every object that a pack's index file lists.
  boolean allInParent(File index) throws IOException {
    for (var entry : PackIndex.open(index)) {
      if (!ofParent.has(entry.toObjectId())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    ofParent.close();
    parent.close();
    child.close();
  }
}
