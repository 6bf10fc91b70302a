package dev.unwait.files;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import dev.unwait.linux.Errno;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Reader;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Edits files of a branch: all edits of a request, or none.
public final class FileEditor {
  private static final int EDITS_MAX = 1_000;
  private static final int RADIX = 36;
  private static final int CLEAN_UP_ATTEMPTS = 2;

  private final Linux linux;
  private final RandomGenerator random;
  private final Readers readers;

  /// @param random makes names for files that are there only for a moment
  public FileEditor(Linux linux, RandomGenerator random) {
    this.linux = linux;
    this.random = random;
    readers = new Readers(linux);
  }

  /// Carries out edits beneath a directory.
  ///
  /// @param ifSha256 the digest that a file must have before, by path; none for no condition
  /// @param journal keeps the plan while it is carried out
  /// @throws RefusalException if one of them cannot be done; then nothing is changed
  public List<Changed> edit(
      int rootFd, List<Edit> edits, Map<String, String> ifSha256, EditJournal journal)
      throws IOException {
    if (edits.size() > EDITS_MAX) {
      throw RefusalException.limit(
          "make " + edits.size() + " edits", "more than " + EDITS_MAX, "Split the request");
    }
    for (String guarded : ifSha256.keySet()) {
      if (edits.stream().noneMatch(edit -> edit.path().equals(guarded))) {
        throw RefusalException.invalid(
            "edit", "if_sha256 names " + guarded + ", which no edit does", "");
      }
    }
    Reader reader = readers.take();
    try {
      var draft = new EditDraft(new TreeView(linux, reader, rootFd), ifSha256);
      for (Edit edit : edits) {
        draft.apply(edit);
      }
      EditPlan plan = draft.plan(Long.toString(random.nextLong() >>> 1, RADIX));
      if (!plan.steps().isEmpty()) {
        carryOut(reader, rootFd, plan, journal);
      }
      return draft.changes();
    } finally {
      readers.give(reader);
    }
  }

  private void carryOut(Reader reader, int rootFd, EditPlan plan, EditJournal journal)
      throws IOException {
    long entry = journal.begin(plan.encode());
    try (var folders = new Folders(reader, rootFd)) {
      var run = new EditRun(linux, reader, folders, plan);
      try {
        run.run();
      } catch (IOException e) {
        boolean holds = settle(run, e);
        journal.done(entry);
        if (holds) {
          return; // What failed came after the step that decides.
        }
        throw explained(e);
      }
      if (isCleanedUp(run)) {
        journal.done(entry);
      }
    }
  }

  /// The edit holds by now, so that failing to clean up is no failure of it: the journal keeps the
  /// plan then, and the next start cleans up.
  private static boolean isCleanedUp(EditRun run) {
    for (int attempt = 0; attempt < CLEAN_UP_ATTEMPTS; attempt++) {
      try {
        run.cleanUp();
        return true;
      } catch (IOException _) {
        // Tried again, or left to the next start.
      }
    }
    return false;
  }

  private static IOException explained(IOException e) {
    if (e instanceof SystemCallException failure) {
      return switch (failure.errno()) {
        case Errno.ELOOP, Errno.ENOENT, Errno.ENOTDIR, Errno.EEXIST, Errno.ENOTEMPTY, Errno.EXDEV ->
            new RefusalException(
                new Refusal(
                    Refusal.Kind.CONFLICT,
                    "edit",
                    "the tree was changed meanwhile: " + e.getMessage(),
                    "Nothing was edited; try again"),
                e);
        default ->
            new RefusalException(
                new Refusal(Refusal.Kind.FAILED, "edit", e.getMessage() + "", "Nothing was edited"),
                e);
      };
    }
    return e;
  }

  /// The journal keeps the plan if this fails, for the next start.
  private static boolean settle(EditRun run, IOException reason) throws IOException {
    try {
      return run.settle();
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw reason;
    }
  }

  /// Brings a branch in order after a crash in the middle of an edit: undone, or if it was
  /// complete, left as it is. Doing it twice does no harm.
  ///
  /// @param plan as the journal kept it
  /// @return whether the edit holds
  public boolean recover(int rootFd, byte[] plan) throws IOException {
    Reader reader = readers.take();
    try (var folders = new Folders(reader, rootFd)) {
      return new EditRun(linux, reader, folders, EditPlan.decode(plan)).settle();
    } finally {
      readers.give(reader);
    }
  }
}
