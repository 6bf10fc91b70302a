package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.files.EditStep.Content;
import dev.unwait.files.EditStep.MakeDirectory;
import dev.unwait.files.EditStep.Put;
import dev.unwait.files.EditStep.Remove;
import dev.unwait.files.EditStep.Rename;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Reader;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Carries a plan out beneath a directory, or undoes what was carried out of it.
///
/// A plan of several steps is accompanied by an empty file in the root whose name tells the next
/// step. Once that name says that all are done, the plan holds; before, it can be undone, because
/// each step keeps what it takes away.
final class EditRun {
  private static final int NEW_MODE = 0644;
  private static final int NEW_SCRIPT_MODE = 0755;
  private static final int NEW_DIRECTORY_MODE = 0755;
  private static final int PRIVATE_MODE = 0600;

  private final Linux linux;
  private final FileCalls files;
  private final Folders folders;
  private final Reader reader;
  private final EditPlan plan;

  EditRun(Linux linux, Reader reader, Folders folders, EditPlan plan) {
    this.linux = linux;
    this.reader = reader;
    this.folders = folders;
    this.plan = plan;
    files = linux.files();
  }

  /// Does all of it.
  void run() throws IOException {
    for (EditStep step : plan.steps()) {
      if (step instanceof Put put) {
        folders.bound();
        prepare(put);
      }
    }
    if (plan.decidedByOneStep()) {
      for (EditStep step : plan.steps()) {
        doLast(step);
      }
      return;
    }
    mark();
    for (int i = 0; i < plan.steps().size(); i++) {
      folders.bound();
      doKeeping(plan.steps().get(i));
      advance(i, i + 1);
    }
  }

  /// Leaves nothing behind of what was kept while the plan was carried out.
  void cleanUp() throws IOException {
    cleanUp(false);
  }

  /// @param undone whether files may be left that were prepared and not put into place
  private void cleanUp(boolean undone) throws IOException {
    boolean single = plan.decidedByOneStep() && !undone;
    for (EditStep step : plan.steps()) {
      switch (step) {
        case Put put -> {
          if (put.replaces() || undone) {
            removeIfThere(put.temp(), 0);
          }
        }
        case Remove remove -> {
          if (!single) {
            removeIfThere(remove.backup(), remove.directory() ? FileCalls.AT_REMOVEDIR : 0);
          }
        }
        case MakeDirectory _, Rename _ -> {}
      }
    }
    if (undone) {
      for (int i = 0; i < plan.steps().size(); i++) {
        removeIfThere(plan.markerAt(i), 0);
      }
    }
    if (!single) {
      removeIfThere(plan.markerAt(plan.steps().size()), 0);
    }
  }

  private void prepare(Put put) throws IOException {
    Content content = put.content();
    int parent = folders.above(put.temp());
    int flags = FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.O_EXCL | FileCalls.O_NOFOLLOW;
    int fd = files.openat(parent, put.temp().name(), flags, PRIVATE_MODE);
    try {
      files.writeAll(fd, content.bytes());
      BranchPath origin = content.origin();
      if (origin == null) {
        setNew(fd, parent, content.bytes());
      } else {
        copyAttributes(fd, origin, content.expected());
      }
    } finally {
      files.close(fd);
    }
  }

  private void setNew(int fd, int parent, byte[] bytes) throws IOException {
    Stat above = reader.fstat(parent);
    own(fd, above.uid(), above.gid());
    boolean script = bytes.length >= 2 && bytes[0] == '#' && bytes[1] == '!';
    linux.descriptors().fchmod(fd, script ? NEW_SCRIPT_MODE : NEW_MODE);
  }

  private void own(int fd, int uid, int gid) throws IOException {
    Stat stat = reader.fstat(fd);
    if (stat.uid() != uid || stat.gid() != gid) {
      try {
        linux.descriptors().fchown(fd, uid, gid);
      } catch (SystemCallException e) {
        if (!e.is(Errno.EPERM)) { // Without privilege the new file stays our own.
          throw e;
        }
      }
    }
  }

  private void copyAttributes(int fd, BranchPath origin, @Nullable Stat expected)
      throws IOException {
    int flags = FileCalls.O_NOFOLLOW | FileCalls.O_NONBLOCK;
    int source = reader.open(folders.above(origin), origin.name(), flags);
    try {
      Stat stat = reader.fstat(source);
      if (expected != null && !isSameVersion(stat, expected)) {
        throw changedMeanwhile(origin);
      }
      own(fd, stat.uid(), stat.gid());
      for (String name : linux.descriptors().flistxattr(source)) {
        copyAttribute(source, fd, name);
      }
      linux.descriptors().fchmod(fd, stat.permissions());
    } finally {
      reader.close(source);
    }
  }

  private void copyAttribute(int source, int fd, String name) throws IOException {
    try {
      linux.descriptors().fsetxattr(fd, name, linux.descriptors().fgetxattr(source, name));
    } catch (SystemCallException e) {
      // Attributes of the system's own name spaces may be read but not always written.
      if (!e.is(Errno.EPERM) && !e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
    }
  }

  private void doLast(EditStep step) throws IOException {
    switch (step) {
      case MakeDirectory make -> makeDirectory(make);
      case Put put -> putLast(put);
      case Rename rename -> doKeeping(rename);
      case Remove(var path, _, boolean directory) ->
          files.unlinkat(folders.above(path), path.name(), directory ? FileCalls.AT_REMOVEDIR : 0);
    }
  }

  private void doKeeping(EditStep step) throws IOException {
    switch (step) {
      case MakeDirectory make -> makeDirectory(make);
      case Put put -> put(put);
      case Rename(var from, var to) -> {
        move(from, to, FileCalls.RENAME_NOREPLACE);
        folders.forget();
      }
      case Remove(var path, var backup, _) -> {
        move(path, backup, FileCalls.RENAME_NOREPLACE);
        folders.forget();
      }
    }
  }

  /// Some file systems cannot exchange; there a single file is replaced without looking back.
  private void putLast(Put put) throws IOException {
    try {
      put(put);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EINVAL) || !put.replaces()) {
        throw e;
      }
      move(put.temp(), put.path(), 0);
    }
  }

  /// Exchanging has three merits over renaming over the other file: it can be undone; what was
  /// replaced can be looked at; and ext4 does not write the new file out there and then (see
  /// auto_da_alloc in ext4(5)), which takes longer than the rest of the edit.
  private void put(Put put) throws IOException {
    if (!put.replaces()) {
      move(put.temp(), put.path(), FileCalls.RENAME_NOREPLACE);
      return;
    }
    move(put.temp(), put.path(), FileCalls.RENAME_EXCHANGE);
    Stat expected = put.content().expected();
    if (expected != null) {
      Stat replaced = reader.lstat(folders.above(put.temp()), put.temp().name());
      if (!isSameVersion(replaced, expected)) {
        move(put.temp(), put.path(), FileCalls.RENAME_EXCHANGE);
        throw changedMeanwhile(put.path());
      }
    }
  }

  private static RefusalException changedMeanwhile(BranchPath path) {
    return RefusalException.conflict(
        "edit " + path, "it was changed meanwhile by somebody else", "Read it again");
  }

  /// The time of the last change of status is no part of this: being exchanged changes it. Nor is
  /// the inode: an overlay gives a file of many names another one when it copies it up.
  private static boolean isSameVersion(Stat a, Stat b) {
    return a.size() == b.size() && a.mtimeNanos() == b.mtimeNanos();
  }

  private void makeDirectory(MakeDirectory make) throws IOException {
    int parent = folders.above(make.path());
    files.mkdirat(parent, make.path().name(), NEW_DIRECTORY_MODE);
    Stat above = reader.fstat(parent);
    int fd = reader.open(parent, make.path().name(), FileCalls.O_DIRECTORY | FileCalls.O_NOFOLLOW);
    try {
      own(fd, above.uid(), above.gid());
    } finally {
      reader.close(fd);
    }
  }

  private void mark() throws IOException {
    int flags = FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.O_EXCL | FileCalls.O_NOFOLLOW;
    BranchPath marker = plan.markerAt(0);
    files.close(files.openat(folders.above(marker), marker.name(), flags, PRIVATE_MODE));
  }

  private void advance(int from, int to) throws IOException {
    move(plan.markerAt(from), plan.markerAt(to), 0);
  }

  private void move(BranchPath from, BranchPath to, int flags) throws IOException {
    files.renameat2(folders.above(from), from.name(), folders.above(to), to.name(), flags);
  }

  /// Brings the tree to where it was before the plan, or if the plan had come to its end, leaves it
  /// there; whatever the point at which it was interrupted.
  ///
  /// @return whether the plan holds
  boolean settle() throws IOException {
    folders.forget();
    boolean holds = plan.decidedByOneStep() ? settleOneStep() : settleSteps();
    cleanUp(true);
    return holds;
  }

  private boolean settleOneStep() throws IOException {
    boolean done =
        switch (plan.steps().getLast()) {
          case MakeDirectory _ -> throw new IllegalStateException("a directory decides nothing");
          case Put put -> isThere(put.path()) && holds(put.path(), put.content().sha256());
          case Rename rename -> !isThere(rename.from());
          case Remove remove -> !isThere(remove.path());
        };
    if (!done) {
      for (EditStep step : plan.steps().reversed()) {
        if (step instanceof MakeDirectory make) {
          undo(make);
        }
      }
    }
    return done;
  }

  private boolean settleSteps() throws IOException {
    int next = -1;
    for (int i = 0; i <= plan.steps().size(); i++) {
      if (isThere(plan.markerAt(i))) {
        next = i;
      }
    }
    if (next == plan.steps().size()) {
      return true;
    }
    for (int i = next; i >= 0; i--) {
      undo(plan.steps().get(i));
      if (i > 0 && isThere(plan.markerAt(i))) {
        advance(i, i - 1);
      }
    }
    return false;
  }

  /// Undoes a step if it was done. No later one is in force.
  private void undo(EditStep step) throws IOException {
    switch (step) {
      case MakeDirectory make -> removeIfThere(make.path(), FileCalls.AT_REMOVEDIR);
      case Put put -> {
        if (put.replaces()) {
          if (isThere(put.temp()) && holds(put.path(), put.content().sha256())) {
            move(put.temp(), put.path(), FileCalls.RENAME_EXCHANGE);
          }
        } else if (!isThere(put.temp())) {
          removeIfThere(put.path(), 0);
        }
      }
      case Rename(var from, var to) -> {
        if (!isThere(from)) {
          move(to, from, FileCalls.RENAME_NOREPLACE);
          folders.forget();
        }
      }
      case Remove(var path, var backup, _) -> {
        if (isThere(backup)) {
          move(backup, path, FileCalls.RENAME_NOREPLACE);
          folders.forget();
        }
      }
    }
  }

  private boolean holds(BranchPath path, String sha256) throws IOException {
    int flags = FileCalls.O_NOFOLLOW | FileCalls.O_NONBLOCK;
    int fd = reader.open(folders.above(path), path.name(), flags);
    try {
      Stat stat = reader.fstat(fd);
      byte[] bytes = FileReader.whole(reader, fd, (int) Math.min(stat.size(), 1 << 30));
      return Digest.of(bytes).equals(sha256);
    } finally {
      reader.close(fd);
    }
  }

  private boolean isThere(BranchPath path) throws IOException {
    try {
      return files.lstatOrNull(folders.above(path), path.name()) != null;
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return false;
      }
      throw e;
    }
  }

  private void removeIfThere(BranchPath path, int flags) throws IOException {
    try {
      files.unlinkat(folders.above(path), path.name(), flags);
      if (flags != 0) {
        folders.forget();
      }
    } catch (SystemCallException e) {
      // A directory in which somebody put something meanwhile stays.
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR) && !e.is(Errno.ENOTEMPTY)) {
        throw e;
      }
    }
  }
}
