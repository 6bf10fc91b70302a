package dev.unwait.git;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/// Reads objects that one of two repositories has. JGit's own way, alternates, tells repositories
/// apart by their real paths, which trees that are mounted nowhere do not have.
final class EitherReader extends ObjectReader {
  private final ObjectReader first;
  private final ObjectReader second;

  EitherReader(ObjectReader first, ObjectReader second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public ObjectReader newReader() {
    return new EitherReader(first.newReader(), second.newReader());
  }

  @Override
  public Collection<ObjectId> resolve(AbbreviatedObjectId id) throws IOException {
    var found = new HashSet<ObjectId>(first.resolve(id));
    found.addAll(second.resolve(id));
    return found;
  }

  @Override
  public ObjectLoader open(AnyObjectId id, int type) throws IOException {
    try {
      return first.open(id, type);
    } catch (MissingObjectException e) {
      return second.open(id, type);
    }
  }

  @Override
  public Set<ObjectId> getShallowCommits() throws IOException {
    var shallow = new HashSet<ObjectId>(first.getShallowCommits());
    shallow.addAll(second.getShallowCommits());
    return shallow;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
