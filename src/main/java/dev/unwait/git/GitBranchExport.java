package dev.unwait.git;

import dev.unwait.base.RefusalException;
import dev.unwait.delta.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.UserConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// Makes a git branch, in the repository of the user, of what a branch of Unwait holds. The working
/// tree and the index of the repository stay as they are; no hook and no filter runs.
public final class GitBranchExport {
  private static final String GIT = ".git";

  private final Request request;
  private final Repository repository;
  private final String ref;
  private final List<String> notes = new ArrayList<>();

  private GitBranchExport(Request request, Repository repository) {
    this.request = request;
    this.repository = repository;
    ref = "refs/heads/" + request.branch();
  }

  /// What is asked for.
  ///
  /// @param project the user's working tree, or a directory in one
  /// @param branch the name of the git branch to make
  /// @param tree the tree of Unwait's branch, at the same place in the repository as the project
  /// @param changed the paths that it changed since it was imported
  public record Request(
      Path project, String branch, String message, View tree, List<String> changed) {
    public Request {
      changed = List.copyOf(changed);
    }
  }

  /// The branch that was made.
  ///
  /// @param files how many paths differ from the repository's HEAD
  /// @param notes what a person should know, such as filters that did not run
  public record Exported(String commit, String ref, int files, List<String> notes) {
    public Exported {
      notes = List.copyOf(notes);
    }
  }

  /// @throws RefusalException if there is no repository, the git branch exists, or nothing changed
  public static Exported export(Request request) throws IOException {
    try (var repository = open(request)) {
      return new GitBranchExport(request, repository).run();
    }
  }

  private static Repository open(Request request) throws IOException {
    try {
      return Repositories.openAround(request.project());
    } catch (IOException | IllegalArgumentException e) {
      throw RefusalException.missing(
          "make git branch " + request.branch(),
          "no git repository can be opened for " + request.project() + " (" + e.getMessage() + ")",
          "Apply the branch to a path instead");
    }
  }

  private Exported run() throws IOException {
    checkName();
    var own = ownHead();
    var base = own.isEmpty() ? repository.resolve("HEAD") : ObjectId.fromString(own);
    try (var inserter = repository.newObjectInserter();
        var walk = new RevWalk(repository)) {
      if (base != null) {
        bringOver(base);
      }
      var parent = base == null ? null : walk.parseCommit(base);
      var head = repository.resolve("HEAD");
      var tree = new BranchTree(repository, request.tree(), prefix(), inserter);
      var treeId = tree.write(parent == null ? null : parent.getTree(), request.changed());
      notes.addAll(tree.notes());
      var commit =
          parent != null && parent.getTree().equals(treeId) && !parent.equals(head)
              ? parent
              : commit(treeId, parent, inserter);
      inserter.flush();
      int files = Differences.count(repository, head, commit);
      makeRef(commit);
      return new Exported(commit.name(), ref, files, notes);
    }
  }

  private void checkName() throws IOException {
    if (!Repository.isValidRefName(ref) || request.branch().startsWith("-")) {
      throw RefusalException.invalid(
          "make git branch " + request.branch(),
          "git does not allow that name",
          "Use another name");
    }
    if (repository.exactRef(ref) != null) {
      throw exists();
    }
  }

  private RefusalException exists() {
    return RefusalException.conflict(
        "make git branch " + request.branch(),
        "the repository has that branch, or one in its way",
        "Use another name");
  }

  /// The commit that HEAD comes to inside Unwait's branch; empty if there is no repository in it.
  private String ownHead() throws IOException {
    var git = request.tree().node(GIT);
    if (git == null || !git.isDirectory()) {
      return "";
    }
    var head = Refs.resolve(Refs.read(request.tree(), GIT), Refs.HEAD);
    return Refs.isId(head) ? head : "";
  }

  /// Where the project stands in the repository: empty, or a path that ends with `/`.
  private String prefix() throws IOException {
    var workTree = repository.getWorkTree().toPath().toRealPath();
    var path = workTree.relativize(request.project().toRealPath()).toString();
    return path.isEmpty() ? "" : path + "/";
  }

  /// Copies the commits that were made inside Unwait's branch, unless the repository has them.
  private void bringOver(ObjectId head) throws IOException {
    try (var reader = repository.newObjectReader()) {
      if (reader.has(head)) {
        return;
      }
    }
    Objects.check(request.tree(), GIT);
    try (var source = Repositories.open(Objects.place(request.tree(), GIT))) {
      Packs.copy(source, repository, head);
    }
  }

  private RevCommit commit(ObjectId tree, @Nullable RevCommit parent, ObjectInserter inserter)
      throws IOException {
    if (parent != null && parent.getTree().equals(tree)) {
      throw RefusalException.invalid(
          "make git branch " + request.branch(),
          "nothing that git keeps has changed",
          "Ignored files are brought out by applying to a path");
    }
    var builder = new CommitBuilder();
    builder.setTreeId(tree);
    if (parent != null) {
      builder.setParentId(parent);
    }
    var person = new PersonIdent(repository);
    builder.setAuthor(person);
    builder.setCommitter(person);
    builder.setMessage(request.message());
    if (repository.getConfig().get(UserConfig.KEY).isCommitterEmailImplicit()) {
      notes.add("no user.email is configured: the commit names " + person.getEmailAddress());
    }
    var id = inserter.insert(builder);
    inserter.flush();
    try (var walk = new RevWalk(repository)) {
      return walk.parseCommit(id);
    }
  }

  private void makeRef(ObjectId commit) throws IOException {
    var update = repository.updateRef(ref);
    update.setNewObjectId(commit);
    update.setExpectedOldObjectId(ObjectId.zeroId());
    update.setRefLogMessage("branch: made by unwait", false);
    if (update.update() != RefUpdate.Result.NEW) {
      throw exists();
    }
  }
}
